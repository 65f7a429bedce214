package io.aett.reactive.testkit.simulation;

import java.util.stream.LongStream;

/** Looks for a history in which something happens that must not. */
public final class Hunt {

    private Hunt() {}

    /** How many histories it took, from seed 0 on; 0 if so many were not enough. */
    public static long histories(long most) {
        return LongStream.range(0, most)
                        .parallel()
                        .filter(seed -> History.of(seed).violation() != null)
                        .findFirst()
                        .orElse(-1)
                + 1;
    }
}
