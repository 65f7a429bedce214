package io.aett.reactive.test;

import io.aett.reactive.EventMessage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Compares events or commands with the expected ones.
 *
 * @param subject whose they are
 * @param what what one of them is
 * @param done what was done with them
 */
record Messages(String subject, String what, String done) {

    /** Fails unless these were expected, exactly, in this order. */
    void check(List<?> expected, List<EventMessage> actual) {
        String failure = failure(expected, actual);
        if (failure != null) {
            throw new AssertionError(failure);
        }
    }

    /** What is wrong, or null. */
    @Nullable
    String failure(List<?> expected, List<EventMessage> actual) {
        List<EventMatcher> matchers = expected.stream().map(EventMatcher::of).toList();
        int common = Math.min(matchers.size(), actual.size());
        String mismatch = null;
        int at = 0;
        while (at < common && mismatch == null) {
            mismatch = matchers.get(at).mismatch(actual.get(at), done);
            at += mismatch == null ? 1 : 0;
        }
        if (at == matchers.size() && at == actual.size()) {
            return null;
        }
        String table = SideBySide.of(
                "expected",
                matchers.stream().map(EventMatcher::toString).toList(),
                done,
                actual.stream().map(Texts::of).toList(),
                at);
        boolean more = mismatch != null && !mismatch.isEmpty();
        return first(matchers.size(), actual.size(), at) + "\n\n" + table + (more ? "\n\n" + mismatch : "");
    }

    /** As {@link #failure}, of the only one that there is. */
    @Nullable
    String failureOfOne(Object expected, EventMessage actual) {
        String failure = failure(List.of(expected), List.of(actual));
        return failure == null ? null : failure.replaceFirst(" 1 is not", " is not");
    }

    private String first(int expected, int actual, int at) {
        if (at < Math.min(expected, actual)) {
            return subject + ": " + what + " " + (at + 1) + " is not the expected one";
        }
        String were = actual == 1 ? "was " : "were ";
        return subject + ": expected " + Texts.count(expected, what) + ", but "
                + (actual == 0 ? "none" : (actual < expected ? "only " : "") + actual) + " " + were + done;
    }

    /** The first and the others, all of them there. */
    static List<Object> list(Object first, Object... more) {
        List<Object> all = new ArrayList<>();
        all.add(Objects.requireNonNull(first, "first"));
        Arrays.asList(more).forEach(one -> all.add(Objects.requireNonNull(one, "more")));
        return all;
    }

    /** Each as a message. */
    static List<EventMessage> of(Iterable<?> events) {
        List<EventMessage> messages = new ArrayList<>();
        events.forEach(event -> messages.add(EventMessage.of(event)));
        return messages;
    }
}
