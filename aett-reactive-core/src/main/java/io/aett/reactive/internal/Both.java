package io.aett.reactive.internal;

import reactor.core.publisher.Mono;
import reactor.core.publisher.Signal;
import reactor.util.function.Tuple2;
import reactor.util.function.Tuples;

/**
 * Two at the same time, each of which always ends. {@code Mono.zip} ends with the first error: when both fail in the same moment, as they do
 * when a store is gone, the other's error is left to nobody and is reported as dropped.
 */
public final class Both {

    private Both() {}

    /** Both values; empty when one is empty; the error of the one that failed, of the first when both did. */
    public static <A, B> Mono<Tuple2<A, B>> of(Mono<A> first, Mono<B> second) {
        return Mono.zip(first.materialize(), second.materialize(), Both::end).dematerialize();
    }

    private static <A, B> Signal<Tuple2<A, B>> end(Signal<A> first, Signal<B> second) {
        Throwable failure = first.isOnError() ? first.getThrowable() : second.getThrowable();
        if (failure != null) {
            return Signal.error(failure);
        }
        A one = first.get();
        B other = second.get();
        return one == null || other == null ? Signal.complete() : Signal.next(Tuples.of(one, other));
    }
}
