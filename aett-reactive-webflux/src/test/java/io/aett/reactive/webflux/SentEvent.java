package io.aett.reactive.webflux;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A message of an event stream as browsers take it in (HTML standard, section 9.2.6).
 *
 * @param lastId the id that a browser would come back with
 * @param type empty for a plain message
 * @param data what it says
 */
record SentEvent(String lastId, String type, String data) {

    /** All messages in lines of a stream. */
    static List<SentEvent> in(List<String> lines) {
        List<SentEvent> events = new ArrayList<>();
        List<String> data = new ArrayList<>();
        String lastId = "";
        String type = "";
        for (String line : lines) {
            int colon = line.indexOf(':');
            String name = colon < 0 ? line : line.substring(0, colon);
            String value = colon < 0 ? "" : line.substring(colon + 1).replaceFirst("^ ", "");
            switch (name) {
                case "id" -> lastId = value;
                case "event" -> type = value;
                case "data" -> data.add(value);
                default -> {}
            }
            if (line.isEmpty()) {
                dispatched(lastId, type, data).ifPresent(events::add);
                data.clear();
                type = "";
            }
        }
        return events;
    }

    private static Optional<SentEvent> dispatched(String lastId, String type, List<String> data) {
        return data.isEmpty() ? Optional.empty() : Optional.of(new SentEvent(lastId, type, String.join("\n", data)));
    }
}
