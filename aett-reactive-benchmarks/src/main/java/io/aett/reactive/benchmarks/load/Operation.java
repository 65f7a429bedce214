package io.aett.reactive.benchmarks.load;

import org.reactivestreams.Publisher;

/** What a caller does again and again. */
@FunctionalInterface
public interface Operation {

    /** One more time, when subscribed to. {@code index} counts from 0 for each caller. */
    Publisher<?> next(int caller, long index);
}
