package io.aett.reactive.testkit.simulation;

import io.aett.reactive.Commit;
import io.aett.reactive.spi.EncodedCommit;
import io.aett.reactive.spi.StreamKey;
import io.aett.reactive.testkit.check.CheckpointChecker;
import io.aett.reactive.testkit.check.StreamLogChecker;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Writes down what everybody was told, says at once what may never be, and passes a verdict in the end. */
final class Judge {

    /** A call under way. */
    static final class Call {
        private final SimulatedProcess process;
        private final String what;
        private final long bound;
        private final long begun;

        private Call(SimulatedProcess process, String what, long bound) {
            this.process = process;
            this.what = what;
            this.bound = bound;
            this.begun = process.lived();
        }

        private boolean isLate() {
            return !process.isStopped() && process.lived() - begun > bound;
        }
    }

    private record Delivery(String reader, long after, List<Commit> commits) {}

    private final SimulatedWorld world;
    private final Map<StreamKey, StreamLogChecker> streams = new LinkedHashMap<>();
    private final Map<String, StreamLogChecker> lists = new LinkedHashMap<>();
    private final CheckpointChecker order = new CheckpointChecker();
    private final List<Delivery> deliveries = new ArrayList<>();
    private final Map<UUID, Commit> acknowledged = new LinkedHashMap<>();
    private final Set<Call> calls = new LinkedHashSet<>();
    private final TreeMap<Long, Commit> byCheckpoint = new TreeMap<>();
    private long highest;
    private long highestHead;
    long commits;
    long changes;
    long conflicts;
    long unknown;
    long duplicates;
    long delivered;
    long refused;

    Judge(SimulatedWorld world) {
        this.world = world;
    }

    // ---- calls end ----

    Call begin(SimulatedProcess process, String what, long bound) {
        Call call = new Call(process, what, bound);
        calls.add(call);
        return call;
    }

    void end(Call call) {
        calls.remove(call);
    }

    /** Its process is dead. */
    void forget(SimulatedProcess process) {
        calls.removeIf(call -> call.process == process);
    }

    void look() {
        for (Call call : calls) {
            if (call.isLate()) {
                world.violated(call.process.name() + " waits too long for the end of: " + call.what);
            }
        }
    }

    // ---- writing ----

    private static StreamKey key(Commit commit) {
        return new StreamKey(commit.tenantId(), commit.streamId());
    }

    private StreamLogChecker stream(StreamKey key) {
        return streams.computeIfAbsent(key, stream -> new StreamLogChecker());
    }

    /** Of a list that is kept as a state. */
    StreamLogChecker list(String key) {
        return lists.computeIfAbsent(key, list -> new StreamLogChecker());
    }

    /** Given what a list has when all is over. */
    void listed(String key, List<UUID> ids) {
        list(key).violationsOf(ids).forEach(violation -> world.violated(key + ": " + violation));
    }

    long highest() {
        return highest;
    }

    /** {@code first}: no attempt was made before; {@code seen}: the highest checkpoint that anybody had been told when it began. */
    void stored(Commit sent, Commit stored, long begun, boolean first, long seen) {
        commits++;
        stream(key(sent)).stored(sent.commitId(), stored.commitSequence(), begun, world.nanos());
        order.acknowledged(stored);
        if (first && stored.checkpointToken() <= seen) {
            world.violated(
                    "a commit at " + stored.checkpointToken() + " of a writer who began when " + seen + " was known");
        }
        if (!stored.events().equals(sent.events())
                || !stored.headers().equals(sent.headers())
                || stored.streamRevision() != sent.streamRevision()) {
            world.violated("another commit than was sent: " + stored);
        }
        Commit before = acknowledged.put(sent.commitId(), stored);
        if (before != null && !before.equals(stored) && stored.tenantId().equals(Shape.KEPT)) {
            world.violated("acknowledged as two commits: " + before + ", " + stored);
        }
        Commit other = byCheckpoint.put(stored.checkpointToken(), stored);
        if (other != null && !other.commitId().equals(stored.commitId())) {
            world.violated("two commits at one checkpoint: " + other + ", " + stored);
        }
        highest = Math.max(highest, stored.checkpointToken());
    }

    void refused(Commit sent, long begun) {
        refused++;
        stream(key(sent)).refused(sent.commitId(), sent.commitSequence(), begun, world.nanos());
    }

    void unknown(Commit sent, long begun) {
        unknown++;
        stream(key(sent)).unknown(sent.commitId(), sent.commitSequence(), begun, world.nanos());
    }

    // ---- reading ----

    /** A whole stream. */
    void read(StreamKey key, List<Commit> got, long begun) {
        if (key.tenantId().equals(Shape.KEPT)) {
            stream(key).read(got.stream().map(Commit::commitId).toList(), begun, world.nanos());
        }
    }

    /** A read that ended early saw a prefix. */
    void readInPart(StreamKey key, List<Commit> got) {
        if (key.tenantId().equals(Shape.KEPT)) {
            stream(key).read(got.stream().map(Commit::commitId).toList(), 0, Long.MAX_VALUE);
        }
    }

    void head(long head, long knownBefore, long headBefore) {
        if (head < knownBefore || head < headBefore) {
            world.violated("the head is " + head + " after " + knownBefore + " was known, and a head of " + headBefore);
        }
        highestHead = Math.max(highestHead, head);
    }

    long highestHead() {
        return highestHead;
    }

    /** What a reader of the global order was given; {@code whole}: it has to go as far as {@code known}. */
    void delivered(String reader, long after, List<Commit> got, boolean whole, long known) {
        delivered += got.size();
        deliveries.add(new Delivery(reader, after, List.copyOf(got)));
        if (whole) {
            Set<UUID> ids = new HashSet<>();
            got.forEach(commit -> ids.add(commit.commitId()));
            byCheckpoint.subMap(after, false, Math.max(after, known), true).values().stream()
                    .filter(commit -> commit.tenantId().equals(Shape.KEPT) && !ids.contains(commit.commitId()))
                    .findFirst()
                    .ifPresent(commit ->
                            world.violated(reader + " ended without what was acknowledged before it began: " + commit));
        }
    }

    // ---- the verdict ----

    /** Given what a reader is told when all is over, and what the database ever stored. */
    List<String> verdict(List<Commit> all, Map<StreamKey, List<Commit>> ends, List<EncodedCommit> ever) {
        List<String> bad = new ArrayList<>();
        Map<Long, UUID> truth = new HashMap<>();
        for (EncodedCommit commit : ever) {
            UUID other = truth.put(commit.checkpoint(), commit.commitId());
            if (other != null) {
                bad.add("two commits were stored at " + commit.checkpoint());
            }
        }
        Set<Long> left = new HashSet<>();
        all.forEach(commit -> left.add(commit.checkpointToken()));
        for (EncodedCommit commit : ever) {
            if (commit.stream().tenantId().equals(Shape.KEPT) && !left.contains(commit.checkpoint())) {
                bad.add("stored, but not read in the end: " + commit);
            }
        }
        for (Commit commit : acknowledged.values()) {
            if (!commit.commitId().equals(truth.get(commit.checkpointToken()))) {
                bad.add("acknowledged, but never stored there: " + commit);
            }
            Commit end = at(all, commit.checkpointToken());
            if (end != null && !end.equals(commit)) {
                bad.add("acknowledged as " + commit + ", read as " + end);
            }
        }
        for (Delivery delivery : deliveries) {
            order.delivered(delivery.reader, delivery.after, withoutPurged(delivery, left, truth, bad));
        }
        bad.addAll(order.violations(all).stream()
                .filter(violation -> !violation.contains("acknowledged at checkpoint") || !violation.contains("/p"))
                .toList());
        ends.forEach((key, log) -> {
            if (key.tenantId().equals(Shape.KEPT)) {
                stream(key).violations(log).forEach(violation -> bad.add(key.streamId() + ": " + violation));
            }
        });
        return bad;
    }

    private static @Nullable Commit at(List<Commit> all, long checkpoint) {
        return all.stream()
                .filter(commit -> commit.checkpointToken() == checkpoint)
                .findFirst()
                .orElse(null);
    }

    private static List<Commit> withoutPurged(
            Delivery delivery, Set<Long> left, Map<Long, UUID> truth, List<String> bad) {
        List<Commit> commits = new ArrayList<>(delivery.commits);
        long last = delivery.after;
        for (Iterator<Commit> each = commits.iterator(); each.hasNext(); ) {
            Commit commit = each.next();
            if (!commit.commitId().equals(truth.get(commit.checkpointToken())) || commit.checkpointToken() <= last) {
                bad.add(delivery.reader + " was given what was never there, or twice: " + commit);
            }
            last = commit.checkpointToken();
            if (commit.tenantId().equals(Shape.PURGED) && !left.contains(commit.checkpointToken())) {
                each.remove();
            }
        }
        return commits;
    }
}
