package outside.docs;

import io.aett.reactive.Commit;
import io.aett.reactive.EventMessage;
import io.aett.reactive.EventStore;
import io.aett.reactive.StorageUnavailableException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import outside.docs.BankExample.Deposited;
import outside.docs.BankExample.Withdrawn;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/** A read model: what is in each account, kept up to date by following. */
final class Balances {

    private final Map<String, Long> cents = new ConcurrentHashMap<>();
    private volatile long checkpoint;

    /** Runs until it is cancelled or meets an error that waiting does not cure. */
    Flux<Commit> run(EventStore store) {
        return Flux.defer(() -> store.management().follow(checkpoint))
                .concatMap(this::apply)
                .retryWhen(Retry.backoff(Long.MAX_VALUE, Duration.ofMillis(100))
                        .maxBackoff(Duration.ofSeconds(10))
                        .transientErrors(true)
                        .filter(error -> error instanceof StorageUnavailableException));
    }

    /** A database would store the balances and the checkpoint in one transaction. */
    private Mono<Commit> apply(Commit commit) {
        return Mono.fromSupplier(() -> {
            for (EventMessage event : commit.events()) {
                if (event.body() instanceof Deposited deposited) {
                    cents.merge(commit.streamId(), deposited.cents(), Long::sum);
                } else if (event.body() instanceof Withdrawn withdrawn) {
                    cents.merge(commit.streamId(), -withdrawn.cents(), Long::sum);
                }
            }
            checkpoint = commit.checkpointToken();
            return commit;
        });
    }

    long of(String account) {
        return cents.getOrDefault(account, 0L);
    }
}
