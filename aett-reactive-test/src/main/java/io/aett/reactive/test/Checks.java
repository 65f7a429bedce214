package io.aett.reactive.test;

import io.aett.reactive.EventMessage;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What holds for everything whose state is the sum of its events, and the texts for where it does not.
 *
 * @param subject what is tested, as it is named in failures
 * @param codec how events are stored
 * @param ignored what is no part of the state
 */
record Checks(String subject, Codec codec, Set<String> ignored) {

    /** Each of them comes back from the serializer as it was. */
    List<EventMessage> roundTrip(String what, List<EventMessage> messages) {
        for (int i = 0; i < messages.size(); i++) {
            codec.roundTrip(subject + ": " + what + " " + (i + 1), messages.get(i));
        }
        return List.copyOf(messages);
    }

    /** Two replays give one state. */
    void steady(Object once, Object again, Story story, String cure) {
        List<Difference> unsteady = differences(once, again);
        if (!unsteady.isEmpty()) {
            throw failure(
                    "two replays of the same events differ",
                    Difference.describe(unsteady, "once", "again"),
                    story,
                    cure,
                    null);
        }
    }

    /** The state after a command is that of a replay. */
    void kept(Object after, Object replayed, Story story, String cure) {
        List<Difference> lost = differences(after, replayed);
        if (!lost.isEmpty()) {
            throw failure(
                    "the state after the command is not the state after a replay",
                    Difference.describe(lost, "after the command", "after a replay"),
                    story,
                    cure,
                    null);
        }
    }

    List<Difference> differences(Object left, Object right) {
        return Differences.between(left, right, ignored);
    }

    AssertionError failure(String what, String details, Story story, String cure, @Nullable Throwable cause) {
        String text = subject + ": " + what + "\n\n" + details + "\n\n" + story.describe() + "\n" + cure;
        return cause == null ? new AssertionError(text) : new AssertionError(text, cause);
    }

    /** For what cannot be done at all. */
    AssertionError failed(String what, Throwable cause) {
        return new AssertionError(subject + ": " + what + " fails\n\n  " + Texts.thrown(cause), cause);
    }
}
