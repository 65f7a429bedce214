package io.aett.reactive.testkit.support;

import java.util.Random;
import java.util.function.Consumer;
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
        Long fixed = Long.getLong(PROPERTY);
        long seed = fixed == null ? System.nanoTime() : fixed;
        LOG.info("seed {} (again: -D{}={})", seed, PROPERTY, seed);
        try {
            test.accept(new Random(seed));
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError("with -D" + PROPERTY + "=" + seed + ": " + e.getMessage(), e);
        }
    }
}
