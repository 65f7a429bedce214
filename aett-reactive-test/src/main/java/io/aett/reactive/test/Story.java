package io.aett.reactive.test;

import io.aett.reactive.EventMessage;
import java.util.ArrayList;
import java.util.List;

/**
 * What happened before something was found wrong.
 *
 * @param given the events that were there
 * @param raised those that came
 */
record Story(List<EventMessage> given, List<EventMessage> raised) {

    Story {
        given = List.copyOf(given);
        raised = List.copyOf(raised);
    }

    List<EventMessage> all() {
        List<EventMessage> all = new ArrayList<>(given);
        all.addAll(raised);
        return all;
    }

    /** All events by their revisions, indented. */
    String describe() {
        StringBuilder text = new StringBuilder();
        chapter(text, "given", given, 1);
        chapter(text, "raised", raised, given.size() + 1);
        return text.toString();
    }

    /** The events before, indented. */
    String describeGiven() {
        StringBuilder text = new StringBuilder();
        chapter(text, "given", given, 1);
        return text.toString();
    }

    private static void chapter(StringBuilder text, String title, List<EventMessage> events, int first) {
        if (events.isEmpty()) {
            text.append("  ").append(Texts.pad(title, 8)).append(Texts.NOTHING).append('\n');
        }
        for (int i = 0; i < events.size(); i++) {
            text.append("  ")
                    .append(Texts.pad(i == 0 ? title : "", 8))
                    .append(first + i)
                    .append("  ")
                    .append(Texts.of(events.get(i)))
                    .append('\n');
        }
    }
}
