package io.aett.reactive.test;

import io.aett.reactive.domain.Aggregate;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Commands that were refused, or should have been. */
final class Refusals {

    private Refusals() {}

    static AssertionError unexpected(String subject, String expected, Exception thrown) {
        return new AssertionError(
                subject + ": " + expected + ", but the command was refused\n\n  " + Texts.thrown(thrown), thrown);
    }

    /** Thrown for a mistake in the class, such as an event without a handler, and no decision of its own. */
    private static boolean isOfLibrary(Exception thrown) {
        return thrown.getClass().getPackage().equals(Aggregate.class.getPackage());
    }

    static <E extends Exception> ExpectedException<E> expected(
            String subject, Class<E> type, @Nullable Exception thrown, Story story) {
        Objects.requireNonNull(type, "type");
        if (thrown == null) {
            throw new AssertionError(subject + ": expected " + type.getName() + ", but the command succeeded\n\n"
                    + story.describe().stripTrailing());
        }
        if (!type.isInstance(thrown)) {
            throw new AssertionError(
                    subject + ": expected " + type.getName() + ", but the command threw another exception\n\n  "
                            + Texts.thrown(thrown),
                    thrown);
        }
        if (isOfLibrary(thrown) && type != thrown.getClass()) {
            throw new AssertionError(
                    subject + ": expected " + type.getName()
                            + ", but the command was not refused: it cannot be done\n\n  " + Texts.thrown(thrown),
                    thrown);
        }
        return new ExpectedException<>(subject, type.cast(thrown));
    }
}
