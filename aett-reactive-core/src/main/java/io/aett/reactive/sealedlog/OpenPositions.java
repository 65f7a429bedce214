package io.aett.reactive.sealedlog;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * For how long this process has known of open positions, how long it waits for each, and which are its own.
 *
 * <p>A position was reserved when the head that a reader was told had reached it. So a few heads and when they were first seen say of
 * every position since when it could have been seen open, also of those that no page has got to yet: however many there are,
 * one delay is over for all of them at once. What is forgotten or mixed up here costs time, and nothing else.
 */
final class OpenPositions {

    /** The most of its own that a process remembers; what is beyond is sealed by readers, after the delay. */
    private static final int MOST_OWN = 10_000;

    /** Readers wait no longer than this, whatever is announced. */
    static final Duration MOST_PATIENCE = Duration.ofMinutes(1);

    private final long delay;
    private final long longestPlacing;
    private final LongSupplier nanoTime;
    private final ConcurrentSkipListMap<Long, Long> heads = new ConcurrentSkipListMap<>();
    private final ConcurrentSkipListMap<Long, Announced> announced = new ConcurrentSkipListMap<>();
    private final NavigableSet<Long> left = new ConcurrentSkipListSet<>();
    private final Set<Placing> placing = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean sealing = new AtomicBoolean();
    private volatile @Nullable UUID store;

    OpenPositions(Duration delay, Duration longestPlacing, LongSupplier nanoTime) {
        this.delay = delay.toNanos();
        this.longestPlacing = longestPlacing.toNanos();
        this.nanoTime = nanoTime;
    }

    /** What a writer asked for, and since when this process knows. */
    private record Announced(long last, long length, long since) {}

    /** A placement of this process that is under way. Equal to itself only. */
    static final class Placing {
        private final Set<Long> positions;
        private final long since;

        private Placing(List<Long> positions, long since) {
            this.positions = Set.copyOf(positions);
            this.since = since;
        }
    }

    /** This process begins to place something there: its own readers wait until the placement ends. */
    Placing begin(List<Long> positions) {
        Placing begun = new Placing(positions, nanoTime.getAsLong());
        placing.add(begun);
        return begun;
    }

    /** It ended, one way or the other. Tells how long it took. */
    long end(Placing begun) {
        placing.remove(begun);
        return nanoTime.getAsLong() - begun.since;
    }

    /** This process will not use the position any more. */
    void leave(long position) {
        if (position > 0 && left.size() < MOST_OWN) {
            left.add(position);
        }
    }

    /** Whether the caller is to seal what this process left open: one at a time, who says when it is done. */
    boolean beginSealingLeft() {
        return !left.isEmpty() && sealing.compareAndSet(false, true);
    }

    void endSealingLeft() {
        sealing.set(false);
    }

    /** What this process left open. */
    List<Long> left() {
        return List.copyOf(left);
    }

    /** Takes notice of the head, of what is open and of what is announced, and returns what has been open for too long. */
    List<Long> overdue(long after, Run run) {
        long now = nanoTime.getAsLong();
        List<Long> open = run.slots().stream()
                .filter(slot -> slot.kind() == Slot.Kind.OPEN)
                .map(Slot::position)
                .toList();
        UUID of = run.head().storeId();
        if (!of.equals(store)) {
            if (store != null) {
                heads.clear();
                announced.clear();
                left.clear();
            }
            store = of;
        }
        if (!open.isEmpty() || run.head().last() > run.through()) {
            noticeHead(run.head().last(), now);
        }
        for (Patience patience : run.announced()) {
            if (patience.last() > after) {
                long length = min(patience.length(), MOST_PATIENCE).toNanos();
                announced.putIfAbsent(patience.first(), new Announced(patience.last(), length, now));
            }
        }
        List<Long> overdue = new ArrayList<>(open);
        overdue.removeIf(position -> !isOverdue(position, now));
        return overdue;
    }

    /** Of the heads that were seen longer ago than the delay, the last one says all. */
    private void noticeHead(long head, long now) {
        Map.Entry<Long, Long> last = heads.lastEntry();
        if (last == null || last.getKey() < head) {
            heads.put(head, now);
        }
        Map.Entry<Long, Long> first = heads.firstEntry();
        while (first != null) {
            Map.Entry<Long, Long> next = heads.higherEntry(first.getKey());
            if (next == null || now - next.getValue() < delay) {
                return;
            }
            heads.remove(first.getKey());
            first = next;
        }
    }

    private boolean isOverdue(long position, long now) {
        if (left.contains(position)) {
            return true;
        }
        for (Placing own : placing) {
            if (own.positions.contains(position) && now - own.since < longestPlacing) {
                return false;
            }
        }
        Map.Entry<Long, Announced> asked = announced.floorEntry(position);
        if (asked != null && position <= asked.getValue().last) {
            Announced patience = asked.getValue();
            return now - patience.since >= Math.max(delay, patience.length);
        }
        Map.Entry<Long, Long> seen = heads.ceilingEntry(position);
        return seen != null && now - seen.getValue() >= delay;
    }

    void closed(List<Long> positions) {
        positions.forEach(left::remove);
    }

    /** All positions up to this one are closed. */
    void settled(long position) {
        left.headSet(position, true).clear();
        NavigableMap<Long, Announced> before = announced.headMap(position, true);
        if (!before.isEmpty()) {
            before.values().removeIf(patience -> patience.last <= position);
        }
    }

    static Duration min(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
