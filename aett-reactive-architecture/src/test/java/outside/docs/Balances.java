package outside.docs;

import io.aett.reactive.Commit;
import io.aett.reactive.EventMessage;
import io.aett.reactive.EventStore;
import io.aett.reactive.StorageUnavailableException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import outside.docs.BankExample.Deposited;
import outside.docs.BankExample.Withdrawn;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/** A read model: what is in each account, kept up to date by following. */
final class Balances {

    /** The balances, and the checkpoint of the last commit that is in them. */
    private record State(long checkpoint, Map<String, Long> cents) {}

    private final AtomicReference<State> state = new AtomicReference<>(new State(0, Map.of()));

    /** Runs until it is cancelled or meets an error that waiting does not cure. */
    Flux<Commit> run(EventStore store) {
        return Flux.defer(() -> store.management().follow(state.get().checkpoint()))
                .filter(commit -> commit.tenantId().equals("my-bank"))
                .concatMap(this::apply)
                .retryWhen(Retry.backoff(Long.MAX_VALUE, Duration.ofMillis(100))
                        .maxBackoff(Duration.ofSeconds(10))
                        .transientErrors(true)
                        .filter(error -> error instanceof StorageUnavailableException));
    }

    /** Balances and checkpoint change together, and only if the commit is not in them yet. */
    private Mono<Commit> apply(Commit commit) {
        return Mono.fromSupplier(() -> {
            state.updateAndGet(
                    before -> commit.checkpointToken() > before.checkpoint() ? after(before.cents(), commit) : before);
            return commit;
        });
    }

    private static State after(Map<String, Long> before, Commit commit) {
        Map<String, Long> cents = new HashMap<>(before);
        for (EventMessage event : commit.events()) {
            if (event.body() instanceof Deposited deposited) {
                cents.merge(commit.streamId(), deposited.cents(), Long::sum);
            } else if (event.body() instanceof Withdrawn withdrawn) {
                cents.merge(commit.streamId(), -withdrawn.cents(), Long::sum);
            }
        }
        return new State(commit.checkpointToken(), cents);
    }

    long of(String account) {
        return state.get().cents().getOrDefault(account, 0L);
    }
}
