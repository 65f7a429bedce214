package io.aett.reactive.subscription;

import io.aett.reactive.CommitIds;
import java.time.Duration;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * All that a run does not decide itself; with the same answers and the same order of events it does the same.
 *
 * @param ids ids that nobody else has
 * @param fractions numbers of 0 to 1
 */
record Chance(Supplier<UUID> ids, DoubleSupplier fractions) {

    static final Chance REAL =
            new Chance(CommitIds.shared(), () -> ThreadLocalRandom.current().nextDouble());

    /** All of it from one source. */
    static Chance of(RandomGenerator source) {
        Objects.requireNonNull(source, "source");
        return new Chance(() -> new UUID(source.nextLong(), source.nextLong()), source::nextDouble);
    }

    /** A quarter more or less, so that those who wait for the same do not all come back at once. */
    Duration about(Duration pause) {
        return Duration.ofNanos((long) (pause.toNanos() * (0.75 + fractions.getAsDouble() / 2)));
    }
}
