package io.aett.reactive.sealedlog;

import java.time.Duration;

/**
 * How long a writer asks readers to wait for what it is placing: longer than they would by themselves. A hint, on which nothing but
 * time depends; readers count from when they first saw it, so no clocks are compared.
 *
 * @param first the first of the positions that it asks this for
 * @param last the last of them
 * @param length how long; readers wait for a bounded time whatever it says
 */
public record Patience(long first, long last, Duration length) {
    public Patience {
        if (first > last || length.isNegative()) {
            throw new IllegalArgumentException("no patience: " + first + " to " + last + ", " + length);
        }
    }
}
