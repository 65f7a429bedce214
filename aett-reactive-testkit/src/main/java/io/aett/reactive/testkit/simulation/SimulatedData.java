package io.aett.reactive.testkit.simulation;

import io.aett.reactive.sealedlog.Patience;
import io.aett.reactive.sealedlog.Placement;
import io.aett.reactive.sealedlog.Run;
import io.aett.reactive.sealedlog.Slot;
import io.aett.reactive.spi.AppendResult;
import io.aett.reactive.spi.EncodedCommit;
import io.aett.reactive.spi.EncodedSnapshot;
import io.aett.reactive.spi.LogHead;
import io.aett.reactive.spi.LogPage;
import io.aett.reactive.spi.Page;
import io.aett.reactive.spi.PageRequest;
import io.aett.reactive.spi.ReadView;
import io.aett.reactive.spi.StoredHead;
import io.aett.reactive.spi.StreamKey;
import java.time.Duration;
import java.time.Instant;
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
import java.util.function.LongConsumer;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** What the database has. Each method is one atomic step. */
final class SimulatedData {

    private static final int MOST_ANNOUNCED = 16;

    private final SimulatedWorld world;
    private final NavigableMap<Long, Slot> slots = new TreeMap<>();
    private final Map<StreamKey, List<EncodedCommit>> streams = new HashMap<>();
    private final Map<String, Long> lives = new HashMap<>();
    private final Queue<Patience> announced = new ArrayDeque<>();
    private final List<LongConsumer> listening = new ArrayList<>();
    private final List<EncodedCommit> everStored = new ArrayList<>();
    final Map<StreamKey, NavigableMap<Long, EncodedSnapshot>> snapshots = new HashMap<>();
    final SimulatedStates.Entries states = new SimulatedStates.Entries();
    private UUID storeId;
    private long counter;
    private long sealed;
    private long lostPositions;

    SimulatedData(SimulatedWorld world) {
        this.world = world;
        this.storeId = world.id();
    }

    List<EncodedCommit> everStored() {
        return everStored;
    }

    long sealed() {
        return sealed;
    }

    long lostPositions() {
        return lostPositions;
    }

    void listen(LongConsumer listener) {
        listening.add(listener);
    }

    void unlisten(LongConsumer listener) {
        listening.remove(listener);
    }

    // ---- writing ----

    /** With a counter and the commit in one step. */
    List<AppendResult> append(List<EncodedCommit> batch) {
        return batch.stream().map(this::append).toList();
    }

    private AppendResult append(EncodedCommit commit) {
        AppendResult refusal = refusal(commit);
        if (refusal != null) {
            return refusal;
        }
        EncodedCommit kept = store(++counter, commit);
        return new AppendResult.Appended(kept.checkpoint(), kept.stamp());
    }

    private @Nullable AppendResult refusal(EncodedCommit commit) {
        List<EncodedCommit> stream = stream(commit.stream());
        for (EncodedCommit stored : stream) {
            if (stored.commitId().equals(commit.commitId())) {
                return new AppendResult.AlreadyStored(stored);
            }
        }
        EncodedCommit head = last(stream);
        long sequence = head == null ? 0 : head.sequence();
        long revision = head == null ? 0 : head.revision();
        if (commit.sequence() <= sequence) {
            return new AppendResult.SequenceTaken(sequence, revision);
        }
        if (commit.sequence() != sequence + 1 || commit.firstRevision() != revision + 1) {
            return new AppendResult.OutOfOrder(sequence, revision);
        }
        return null;
    }

    private EncodedCommit store(long position, EncodedCommit commit) {
        List<EncodedCommit> stream = streams.computeIfAbsent(commit.stream(), key -> new ArrayList<>());
        EncodedCommit head = last(stream);
        Instant stamp = head != null && head.stamp().isAfter(commit.stamp()) ? head.stamp() : commit.stamp();
        EncodedCommit kept = commit.storedAs(position, stamp);
        stream.add(kept);
        slots.put(position, Slot.commit(kept));
        everStored.add(kept);
        world.tell("database", "stores " + commit.stream().streamId() + " " + commit.sequence(), position);
        List.copyOf(listening).forEach(listener -> listener.accept(position));
        return kept;
    }

    /** The first of so many new positions. */
    long reserve(int positions, Duration patience) {
        long first = counter + 1;
        counter += positions;
        if (!patience.isZero()) {
            announced.add(new Patience(first, counter, patience));
            if (announced.size() > MOST_ANNOUNCED) {
                announced.remove();
            }
        }
        return first;
    }

    /** Creates the commit there if there is nothing. */
    Placement place(long position, EncodedCommit commit) {
        Slot there = slots.get(position);
        if (there != null) {
            EncodedCommit mine = there.commit();
            if (mine != null && mine.nonce().equals(commit.nonce())) {
                return new Placement.Stored(position, mine.stamp());
            }
            lostPositions++;
            world.tell("database", "position lost", position);
            return new Placement.PositionLost();
        }
        AppendResult refusal = refusal(commit);
        if (refusal != null) {
            return new Placement.Refused(refusal, position);
        }
        EncodedCommit head = last(stream(commit.stream()));
        if (head != null && head.checkpoint() > position) {
            return new Placement.PositionLost(position);
        }
        EncodedCommit kept = store(position, commit);
        return new Placement.Stored(position, kept.stamp());
    }

    /** Closes it if there is nothing. */
    void seal(long position) {
        if (slots.putIfAbsent(position, Slot.tombstone(position)) == null) {
            sealed++;
            world.tell("database", "seals", position);
        }
    }

    // ---- reading ----

    LogHead head() {
        return new LogHead(storeId, counter);
    }

    Run run(PageRequest request) {
        List<Slot> found = new ArrayList<>();
        for (Slot slot : slots.tailMap(request.after(), false).values()) {
            if (found.size() == request.maxCommits()) {
                break;
            }
            found.add(slot);
        }
        boolean full = found.size() == request.maxCommits();
        long through = full ? found.get(found.size() - 1).position() : Math.max(counter, request.after());
        return Run.dense(head(), request.after(), found, through).announcing(List.copyOf(announced));
    }

    /** Of a log without open positions. */
    LogPage readAll(PageRequest request) {
        List<EncodedCommit> page = new ArrayList<>();
        for (Slot slot : slots.tailMap(request.after(), false).values()) {
            if (page.size() == request.maxCommits()) {
                break;
            }
            EncodedCommit commit = slot.commit();
            if (commit != null) {
                page.add(commit);
            }
        }
        boolean full = page.size() == request.maxCommits();
        long settled = full ? page.get(page.size() - 1).checkpoint() : Math.max(counter, request.after());
        return new LogPage(head(), page, settled);
    }

    Page readStream(StreamKey stream, long minRevision, long maxRevision, PageRequest request) {
        List<EncodedCommit> page = page(
                stream(stream),
                request,
                EncodedCommit::sequence,
                commit -> commit.intersects(minRevision, maxRevision));
        return Page.bySequence(request, page, page.size() == request.maxCommits())
                .seenAs(view(stream.tenantId()));
    }

    Page readTenant(String tenantId, Instant maxStamp, PageRequest request) {
        ReadView began = request.view();
        long through = began == null ? counter : began.through();
        List<EncodedCommit> all = slots.values().stream()
                .map(Slot::commit)
                .filter(Objects::nonNull)
                .toList();
        List<EncodedCommit> page = page(
                all,
                request,
                EncodedCommit::checkpoint,
                commit -> commit.stream().tenantId().equals(tenantId)
                        && commit.checkpoint() <= through
                        && !commit.stamp().isAfter(maxStamp));
        return Page.byCheckpoint(request, page, page.size() == request.maxCommits())
                .seenAs(new ReadView(view(tenantId).life(), through));
    }

    private static List<EncodedCommit> page(
            List<EncodedCommit> all,
            PageRequest request,
            ToLongFunction<EncodedCommit> place,
            Predicate<EncodedCommit> matching) {
        return all.stream()
                .filter(commit -> place.applyAsLong(commit) > request.after() && matching.test(commit))
                .limit(request.maxCommits())
                .toList();
    }

    private ReadView view(String tenantId) {
        return new ReadView(List.of(storeId, lives.getOrDefault(tenantId, 0L)), counter);
    }

    @Nullable
    StoredHead head(StreamKey stream) {
        EncodedCommit last = last(stream(stream));
        return last == null ? null : new StoredHead(last.sequence(), last.revision(), last.stamp());
    }

    @Nullable
    EncodedCommit find(StreamKey stream, UUID commitId) {
        return stream(stream).stream()
                .filter(commit -> commit.commitId().equals(commitId))
                .findFirst()
                .orElse(null);
    }

    private List<EncodedCommit> stream(StreamKey stream) {
        return streams.getOrDefault(stream, List.of());
    }

    private static @Nullable EncodedCommit last(List<EncodedCommit> stream) {
        return stream.isEmpty() ? null : stream.get(stream.size() - 1);
    }

    // ---- managing ----

    void purge(String tenantId) {
        world.tell("database", "purges " + tenantId, 0);
        lives.merge(tenantId, 1L, Long::sum);
        streams.keySet().removeIf(stream -> stream.tenantId().equals(tenantId));
        snapshots.keySet().removeIf(stream -> stream.tenantId().equals(tenantId));
        slots.replaceAll((position, slot) -> {
            EncodedCommit commit = slot.commit();
            return commit != null && commit.stream().tenantId().equals(tenantId) ? Slot.tombstone(position) : slot;
        });
    }

    void drop() {
        world.tell("database", "is dropped", 0);
        storeId = world.id();
        counter = 0;
        slots.clear();
        streams.clear();
        snapshots.clear();
        states.clear();
        announced.clear();
    }
}
