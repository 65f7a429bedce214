package io.aett.reactive.subscription;

import io.aett.reactive.StateEntry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** How long entries have not changed, by one process's clock, which only measures durations. One thread at a time. */
final class Observed {

    private record Seen(String version, long since) {}

    private final LongSupplier nanos;
    private Map<String, Seen> seen = new HashMap<>();

    Observed(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** This is how it looks now. */
    void look(List<StateEntry> entries) {
        long now = nanos.getAsLong();
        Map<String, Seen> next = new HashMap<>();
        for (StateEntry entry : entries) {
            Seen before = seen.get(entry.key());
            next.put(
                    entry.key(),
                    before != null && before.version().equals(entry.version())
                            ? before
                            : new Seen(entry.version(), now));
        }
        seen = next;
    }

    /** For how many nanoseconds more this one counts as alive; 0 and below: it does not. */
    long left(StateEntry entry, long termMillis) {
        Seen at = seen.get(entry.key());
        long term = TimeUnit.MILLISECONDS.toNanos(termMillis);
        return at == null ? term : at.since() + term - nanos.getAsLong();
    }
}
