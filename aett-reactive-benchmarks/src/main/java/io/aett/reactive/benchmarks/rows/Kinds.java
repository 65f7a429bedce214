package io.aett.reactive.benchmarks.rows;

import java.util.LinkedHashMap;
import java.util.Map;

/** All kinds of measurement, by the names that the option {@code --only} takes. */
public final class Kinds {

    private Kinds() {}

    /**
     * A kind.
     *
     * @param heading of the section of a document in which its figures are
     * @param measurement how it is measured
     */
    public record Kind(String heading, Measurement measurement) {}

    /** In the order of the table. */
    public static Map<String, Kind> all() {
        Map<String, Kind> kinds = new LinkedHashMap<>();
        kinds.put("appends", new Kind("Appends", new Appends()));
        kinds.put("cost", new Kind("Requests for a commit", new Cost()));
        kinds.put("replay", new Kind("Requests for reading everything", new Replay()));
        kinds.put("reads", new Kind("Reads", new Reads()));
        kinds.put("tail", new Kind("Live tail", new LiveTail()));
        kinds.put("aggregate", new Kind("Loading an aggregate", new AggregateLoad()));
        kinds.put("hot", new Kind("One hot stream", new HotStream()));
        kinds.put("subscription", new Kind("Subscriptions", new Delivering()));
        kinds.put("transactions", new Kind("Subscriptions in transactions", new Transacting()));
        kinds.put("wakeup", new Kind("Commit to handler", new WakeUp()));
        kinds.put("idle", new Kind("Requests while idle", new Idle()));
        kinds.put("takeover", new Kind("Takeover", new Takeover()));
        kinds.put("growth", new Kind("Growth", new Growth()));
        kinds.put("allocation", new Kind("Allocation", new Allocation()));
        kinds.put("fresh", new Kind("A fresh JVM", new FreshJvm()));
        kinds.put("heap", new Kind("Heap", new Heap()));
        return kinds;
    }
}
