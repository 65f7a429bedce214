package io.aett.reactive.sealedlog;

import io.aett.reactive.spi.AppendResult;
import io.aett.reactive.spi.EncodedCommit;
import io.aett.reactive.spi.LogHead;
import io.aett.reactive.spi.PageRequest;
import io.aett.reactive.spi.StreamKey;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Queue;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The database of the simulation: a counter, and create-if-absent. Each method is one atomic step. */
final class Server {

    private static final UUID STORE = new UUID(0, 1);
    private static final int MOST_ANNOUNCED = 64;

    private final NavigableMap<Long, Slot> slots = new TreeMap<>();
    private final Map<StreamKey, EncodedCommit> heads = new HashMap<>();
    private final Queue<Patience> announced = new ArrayDeque<>();
    private long counter;
    private long passed;
    long stored;
    long sealed;
    long lostPositions;
    long reordered;
    long longestPatience;

    /** A reader has been given all that there is up to here. */
    void pass(long position) {
        passed = Math.max(passed, position);
    }

    long head() {
        return Math.max(counter, slots.isEmpty() ? 0 : slots.lastKey());
    }

    @Nullable
    EncodedCommit head(StreamKey stream) {
        return heads.get(stream);
    }

    /** The first of {@code positions} new ones. */
    long reserve(int positions, Duration patience) {
        counter += positions;
        long first = counter - positions + 1;
        if (!patience.isZero()) {
            announced.add(new Patience(first, counter, patience));
            longestPatience = Math.max(longestPatience, patience.toNanos() / 1000);
            if (announced.size() > MOST_ANNOUNCED) {
                announced.remove();
            }
        }
        return first;
    }

    void setBack(long by) {
        counter = Math.max(0, counter - by);
    }

    Placement place(long position, EncodedCommit commit) {
        Slot there = slots.get(position);
        if (there != null) {
            EncodedCommit mine = there.commit();
            if (mine != null && mine.nonce().equals(commit.nonce())) {
                return new Placement.Stored(position, mine.stamp());
            }
            lostPositions++;
            counter = Math.max(counter, slots.lastKey());
            return new Placement.PositionLost();
        }
        EncodedCommit head = heads.get(commit.stream());
        long sequence = head == null ? 0 : head.sequence();
        if (sequence >= commit.sequence()) {
            EncodedCommit last = Objects.requireNonNull(head);
            return last.nonce().equals(commit.nonce())
                    ? new Placement.Stored(last.checkpoint(), last.stamp())
                    : new Placement.Refused(new AppendResult.SequenceTaken(sequence, sequence), position);
        }
        if (sequence + 1 != commit.sequence()) {
            return new Placement.Refused(new AppendResult.OutOfOrder(sequence, sequence), position);
        }
        if (head != null && head.checkpoint() > position) {
            return new Placement.PositionLost(position);
        }
        EncodedCommit kept = commit.storedAs(position, commit.stamp());
        slots.put(position, Slot.commit(kept));
        heads.put(commit.stream(), kept);
        stored++;
        if (position <= passed) {
            reordered++;
        }
        return new Placement.Stored(position, commit.stamp());
    }

    void seal(long position) {
        if (slots.putIfAbsent(position, Slot.tombstone(position)) == null) {
            sealed++;
        }
    }

    Run read(PageRequest request) {
        List<Slot> found = new ArrayList<>();
        for (Slot slot : slots.tailMap(request.after(), false).values()) {
            if (found.size() == request.maxCommits()) {
                break;
            }
            found.add(slot);
        }
        boolean full = found.size() == request.maxCommits();
        long through = full ? found.get(found.size() - 1).position() : Math.max(head(), request.after());
        return Run.dense(new LogHead(STORE, head()), request.after(), found, through)
                .announcing(List.copyOf(announced));
    }

    /** All that is stored, in order. */
    List<UUID> order() {
        List<UUID> order = new ArrayList<>();
        for (Slot slot : slots.values()) {
            EncodedCommit commit = slot.commit();
            if (commit != null) {
                order.add(commit.commitId());
            }
        }
        return order;
    }
}
