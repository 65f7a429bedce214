package io.aett.reactive.sealedlog;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import reactor.core.scheduler.Scheduler;

/** Which positions this process has seen open, since when, and which of them it left open itself. */
final class OpenPositions {

    /** The most of its own that a process remembers; what is beyond is sealed by readers, after the delay. */
    private static final int MOST_OWN = 10_000;

    private final long delay;
    private final Scheduler clock;
    private final ConcurrentSkipListMap<Long, Long> seenOpen = new ConcurrentSkipListMap<>();
    private final Set<Long> own = ConcurrentHashMap.newKeySet();

    OpenPositions(Duration delay, Scheduler clock) {
        this.delay = delay.toNanos();
        this.clock = clock;
    }

    /** This process will not use the position any more. */
    void leave(long position) {
        if (position > 0 && own.size() < MOST_OWN) {
            own.add(position);
        }
    }

    /** What this process left open. */
    List<Long> left() {
        return own.isEmpty() ? List.of() : List.copyOf(own);
    }

    /** Takes notice of what is open in the run, and returns what has been open for too long. */
    List<Long> overdue(Run run) {
        List<Long> overdue = new ArrayList<>();
        long now = clock.now(TimeUnit.NANOSECONDS);
        for (Slot slot : run.slots()) {
            if (slot.kind() == Slot.Kind.OPEN) {
                Long since = seenOpen.putIfAbsent(slot.position(), now);
                if (own.contains(slot.position()) || (since != null && now - since >= delay)) {
                    overdue.add(slot.position());
                }
            }
        }
        return overdue;
    }

    void closed(List<Long> positions) {
        positions.forEach(own::remove);
    }

    /** All positions up to this one are closed. */
    void settled(long position) {
        if (!seenOpen.isEmpty()) {
            seenOpen.headMap(position, true).clear();
        }
    }
}
