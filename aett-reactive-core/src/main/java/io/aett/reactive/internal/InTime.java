package io.aett.reactive.internal;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Work that has a time. {@code Mono.timeout} cancels what takes longer, and reports as dropped what it says nevertheless: when work has time-outs of its
 * own, as drivers have, its error comes in that very moment. How it ends later is for nobody here.
 */
public final class InTime {

    private InTime() {}

    /** What {@code work} gives within so long; then it is cancelled, and {@code otherwise} subscribed to. */
    public static <T> Mono<T> of(Mono<T> work, Duration longest, Mono<T> otherwise, Scheduler scheduler) {
        return Mono.defer(() -> {
            AtomicReference<Mono<T>> end = new AtomicReference<>(Mono.empty());
            AtomicBoolean late = new AtomicBoolean();
            return work.doOnNext(value -> end.set(Mono.just(value)))
                    .then()
                    .onErrorResume(failure -> Mono.fromRunnable(() -> end.set(Mono.error(failure))))
                    .timeout(longest, Mono.fromRunnable(() -> late.set(true)), scheduler)
                    .then(Mono.defer(() -> late.get() ? otherwise : end.get()));
        });
    }
}
