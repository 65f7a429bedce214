package io.aett.reactive.test;

import io.aett.reactive.EventMessage;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Stands for an event or command of which not everything is known beforehand, such as an id that was drawn. Wherever events or commands
 * are expected, one of these may be among them.
 */
public final class EventMatcher {

    /** Finds what is wrong with a message. */
    private interface Judge {

        /** Null if nothing is; empty if it is another event altogether; else what is told about it. */
        @Nullable
        String mismatch(EventMessage actual, String done);
    }

    private static final String ANOTHER = "";

    private final String description;
    private final Judge judge;

    private EventMatcher(String description, Judge judge) {
        this.description = description;
        this.judge = judge;
    }

    /** Any event of this class, or of a class below it. */
    public static EventMatcher any(Class<?> type) {
        Objects.requireNonNull(type, "type");
        return new EventMatcher(
                "any " + Texts.name(type), (actual, done) -> type.isInstance(actual.body()) ? null : ANOTHER);
    }

    /** An event of this class, or of a class below it, on which these assertions hold. */
    public static <E> EventMatcher that(Class<E> type, Consumer<? super E> assertions) {
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(assertions, "assertions");
        return new EventMatcher(Texts.name(type) + " that ...", (actual, done) -> {
            if (!type.isInstance(actual.body())) {
                return ANOTHER;
            }
            try {
                assertions.accept(type.cast(actual.body()));
                return null;
            } catch (AssertionError failed) {
                return String.valueOf(failed.getMessage()).strip().indent(2).stripTrailing();
            }
        });
    }

    /**
     * An event like this one, whatever it has at these paths.
     *
     * @param paths as in {@code at}, {@code lines[0].price} and {@code prices["tea"]}; what lies below a path is left out with it
     */
    public static EventMatcher ignoring(Object expected, String... paths) {
        Objects.requireNonNull(expected, "expected");
        Set<String> ignored = new LinkedHashSet<>(Arrays.asList(paths));
        return new EventMatcher(
                Texts.of(expected) + " but for " + String.join(", ", ignored),
                (actual, done) -> told(Differences.between(expected, actual.body(), ignored), done));
    }

    /** A matcher as it is; a message with its headers; anything else as the body of an event, with any headers. */
    static EventMatcher of(Object expected) {
        if (expected instanceof EventMatcher matcher) {
            return matcher;
        }
        boolean whole = expected instanceof EventMessage;
        return new EventMatcher(
                Texts.of(expected),
                (actual, done) -> told(Differences.unlessEqual(expected, whole ? actual : actual.body()), done));
    }

    /** Differences of values as a whole are plain to see beside each other, unless both look the same. */
    private static @Nullable String told(List<Difference> differences, String done) {
        if (differences.isEmpty()) {
            return null;
        }
        Difference first = differences.get(0);
        return first.path().isEmpty() && !first.alike() ? ANOTHER : Difference.describe(differences, "expected", done);
    }

    /** Null if the message is what is expected; empty if it is another one altogether; else what is told about it. */
    @Nullable
    String mismatch(EventMessage actual, String done) {
        return judge.mismatch(actual, done);
    }

    @Override
    public String toString() {
        return description;
    }
}
