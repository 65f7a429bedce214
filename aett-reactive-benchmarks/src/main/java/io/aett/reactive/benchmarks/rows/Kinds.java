package io.aett.reactive.benchmarks.rows;

import java.util.LinkedHashMap;
import java.util.Map;

/** All kinds of measurement, by the names that the option {@code --only} takes. */
public final class Kinds {

    private Kinds() {}

    /** In the order of the table. */
    public static Map<String, Measurement> all() {
        Map<String, Measurement> kinds = new LinkedHashMap<>();
        kinds.put("appends", new Appends());
        kinds.put("reads", new Reads());
        kinds.put("tail", new LiveTail());
        kinds.put("aggregate", new AggregateLoad());
        kinds.put("hot", new HotStream());
        kinds.put("growth", new Growth());
        kinds.put("heap", new Heap());
        return kinds;
    }
}
