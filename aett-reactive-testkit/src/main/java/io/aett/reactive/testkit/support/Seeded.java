package io.aett.reactive.testkit.support;

import java.util.Random;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs what is random so that it can be run again: the seed is logged, and told when it fails. */
public final class Seeded {

    /** The system property that fixes the seed. */
    public static final String PROPERTY = "aett.testkit.seed";

    private static final Logger LOG = LoggerFactory.getLogger(Seeded.class);

    private Seeded() {}

    /** Runs {@code test} with a random of a new seed, or of the one that {@link #PROPERTY} gives. */
    public static void run(Consumer<Random> test) {
        withSeed(seed -> test.accept(new Random(seed)));
    }

    /** Runs {@code test} with a new seed, or with the one that {@link #PROPERTY} gives. */
    public static void withSeed(LongConsumer test) {
        long seed = next();
        LOG.info("seed {} (again: -D{}={})", seed, PROPERTY, seed);
        try {
            test.accept(seed);
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError("with -D" + PROPERTY + "=" + seed + ": " + e.getMessage(), e);
        }
    }

    /** A new seed, or the one that {@link #PROPERTY} gives. */
    public static long next() {
        Long fixed = Long.getLong(PROPERTY);
        return fixed == null ? System.nanoTime() : fixed;
    }
}
