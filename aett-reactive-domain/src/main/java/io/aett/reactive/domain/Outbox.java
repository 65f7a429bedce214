package io.aett.reactive.domain;

import io.aett.reactive.EventMessage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a saga has to say beside its events: the headers of its next commit. What was sent stays here until it is known to be stored; what comes
 * after it waits for the commit after it.
 */
final class Outbox {

    static final String COMMAND = "UndispatchedMessage.";
    static final String TIMER = "ScheduledMessage.";
    static final String CANCELLED = "CancelledMessage.";
    static final String DUE = "Due";

    private List<EventMessage> commands = List.of();
    private Map<String, Object> timers = Map.of();
    private Contents sent = new Contents(List.of(), Map.of());

    /** All that is in it at one moment; neither list nor map is ever changed. */
    record Contents(List<EventMessage> commands, Map<String, Object> timers) {}

    Contents contents() {
        return new Contents(commands, timers);
    }

    /** Back to what was in it. */
    void reset(Contents before) {
        commands = before.commands();
        timers = before.timers();
    }

    void dispatch(Object command) {
        List<EventMessage> more = new ArrayList<>(commands);
        more.add(EventMessage.of(command));
        commands = more;
    }

    /** The last word on a name counts. */
    void schedule(String name, Instant due, Object command) {
        EventMessage message = EventMessage.of(command);
        Map<String, Object> headers = new LinkedHashMap<>(message.headers());
        headers.put(DUE, due.toString());
        put(name, new EventMessage(message.body(), headers));
    }

    void cancel(String name) {
        put(name, true);
    }

    private void put(String name, Object timer) {
        Map<String, Object> more = new LinkedHashMap<>(timers);
        more.remove(name);
        more.put(name, timer);
        timers = more;
    }

    Map<String, Object> headers() {
        Map<String, Object> headers = new LinkedHashMap<>();
        for (int i = 0; i < commands.size(); i++) {
            headers.put(COMMAND + i, commands.get(i));
        }
        timers.forEach((name, timer) -> headers.put((timer instanceof EventMessage ? TIMER : CANCELLED) + name, timer));
        return headers;
    }

    /** The headers of an attempt that is made now. */
    Map<String, Object> send() {
        sent = contents();
        return headers();
    }

    /** What was sent last is stored: it is not to be sent again. */
    void stored() {
        commands = commands.subList(sent.commands().size(), commands.size());
        Map<String, Object> left = new LinkedHashMap<>(timers);
        left.entrySet().removeIf(timer -> timer.getValue() == sent.timers().get(timer.getKey()));
        timers = left;
        sent = new Contents(List.of(), Map.of());
    }

    /** Something that is not in the attempt that was sent last, named for people; empty without. */
    String unsent(boolean inDoubt) {
        int from = inDoubt ? sent.commands().size() : 0;
        if (commands.size() > from) {
            return "dispatched " + commands.get(from).body().getClass().getName();
        }
        for (Map.Entry<String, Object> timer : timers.entrySet()) {
            if (!inDoubt || sent.timers().get(timer.getKey()) != timer.getValue()) {
                return (timer.getValue() instanceof EventMessage ? "scheduled " : "cancelled ") + timer.getKey();
            }
        }
        return "";
    }

    /** Others' headers must not look like what is said here. */
    static void requireNoneOfItsNames(String header) {
        if (header.startsWith(COMMAND) || header.startsWith(TIMER) || header.startsWith(CANCELLED)) {
            throw new IllegalArgumentException(
                    "header " + header + " would look like a command or a timer: use another name");
        }
    }
}
