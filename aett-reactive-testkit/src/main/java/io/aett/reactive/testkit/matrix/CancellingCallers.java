package io.aett.reactive.testkit.matrix;

import io.aett.reactive.Commit;
import io.aett.reactive.CommitOutcomeUnknownException;
import io.aett.reactive.EventStore;
import io.aett.reactive.StateOutcomeUnknownException;
import io.aett.reactive.StorageUnavailableException;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Callers that lose patience: half of what is called is cancelled at any moment, and the caller knows nothing of its outcome. */
final class CancellingCallers implements Trouble, Interposed.Between {

    private static final int MOST_MILLIS = 20;
    private static final Set<String> CHANGES = Set.of("create", "replace", "remove");

    private final Random random;
    private volatile boolean impatient;

    CancellingCallers(Random random) {
        this.random = random;
    }

    @Override
    public Mono<Void> begin() {
        return Mono.fromRunnable(() -> impatient = true);
    }

    @Override
    public Mono<Void> heal() {
        return Mono.fromRunnable(() -> impatient = false);
    }

    @Override
    public EventStore around(EventStore store) {
        return Interposed.of(store, this);
    }

    private Mono<Long> patience() {
        int millis = random.nextInt(MOST_MILLIS);
        return millis == 0 ? Mono.just(0L) : Mono.delay(Duration.ofMillis(millis));
    }

    private boolean isToBeCancelled() {
        return impatient && random.nextBoolean();
    }

    @Override
    public <T> Mono<T> one(String operation, Mono<T> call) {
        return Mono.defer(() -> isToBeCancelled()
                ? call.contextWrite(Trial::watched)
                        .map(Optional::of)
                        .defaultIfEmpty(Optional.empty())
                        .takeUntilOther(patience())
                        .contextWrite(Trial::unwatched)
                        .switchIfEmpty(Mono.error(() -> unknown(operation)))
                        .flatMap(Mono::justOrEmpty)
                : call);
    }

    private static RuntimeException unknown(String operation) {
        String cancelled = "cancelled on purpose: " + operation;
        if (operation.equals("commit")) {
            return new CommitOutcomeUnknownException(cancelled);
        }
        return CHANGES.contains(operation)
                ? new StateOutcomeUnknownException(cancelled)
                : new StorageUnavailableException(cancelled);
    }

    @Override
    public <T> Flux<T> many(String operation, Flux<T> call) {
        return Flux.defer(() -> isToBeCancelled()
                ? call.contextWrite(Trial::watched)
                        .takeUntilOther(patience())
                        .contextWrite(Trial::unwatched)
                        .concatWith(Mono.error(() -> unknown(operation)))
                : call);
    }

    /** Goes on behind what came last. */
    @Override
    public Flux<Commit> follow(long checkpoint, LongFunction<Flux<Commit>> following) {
        return Flux.defer(() -> {
            AtomicLong last = new AtomicLong(checkpoint);
            Flux<Commit> some = Flux.defer(() -> following.apply(last.get()))
                    .contextWrite(Trial::watched)
                    .doOnNext(commit -> last.set(commit.checkpointToken()))
                    .takeUntilOther(
                            Flux.interval(Duration.ofMillis(MOST_MILLIS)).filter(tick -> isToBeCancelled()))
                    .contextWrite(Trial::unwatched);
            return some.repeat();
        });
    }
}
