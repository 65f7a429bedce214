package io.aett.reactive.testkit.check;

import io.aett.reactive.Commit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Judges what readers of the global order were given: checkpoints are positive and increase, all readers agree on what is at a
 * checkpoint, nothing is skipped and nothing comes twice, and commits of a stream come in its order.
 *
 * <p>Safe for use by many threads.
 */
public final class CheckpointChecker {

    private record Delivery(String reader, long after, List<Commit> commits) {}

    private final List<Commit> acknowledged = new ArrayList<>();
    private final List<Delivery> deliveries = new ArrayList<>();

    /** This commit was acknowledged, with its checkpoint. */
    public synchronized void acknowledged(Commit commit) {
        acknowledged.add(commit);
    }

    /** A reader that asked for what is behind {@code after} was given this, up to now or to its end. */
    public synchronized void delivered(String reader, long after, List<Commit> commits) {
        deliveries.add(new Delivery(reader, Math.max(0, after), List.copyOf(commits)));
    }

    /** Fails unless there is no violation. */
    public void check(List<Commit> all) {
        List<String> violations = violations(all);
        if (!violations.isEmpty()) {
            throw new AssertionError(violations.size() + " violations, such as "
                    + violations.subList(0, Math.min(5, violations.size())));
        }
    }

    /** All that is wrong, given everything that the store has in the end, in checkpoint order, from its start. */
    public synchronized List<String> violations(List<Commit> all) {
        List<String> bad = new ArrayList<>();
        increasing("the end", 0, all, bad);
        Map<Long, UUID> truth = new HashMap<>();
        all.forEach(commit -> truth.put(commit.checkpointToken(), commit.commitId()));
        streams("the end", all, true, bad);
        for (Commit commit : acknowledged) {
            if (!commit.commitId().equals(truth.get(commit.checkpointToken()))) {
                bad.add("acknowledged at checkpoint " + commit.checkpointToken() + ", where there is "
                        + truth.get(commit.checkpointToken()) + ": " + name(commit));
            }
        }
        for (Delivery delivery : deliveries) {
            increasing(delivery.reader, delivery.after, delivery.commits, bad);
            streams(delivery.reader, delivery.commits, false, bad);
            agreed(delivery, truth, bad);
            complete(delivery, all, bad);
        }
        return bad;
    }

    private static void increasing(String reader, long after, List<Commit> commits, List<String> bad) {
        long last = after;
        Set<UUID> seen = new HashSet<>();
        for (Commit commit : commits) {
            if (commit.checkpointToken() <= last) {
                bad.add(reader + ": checkpoint " + commit.checkpointToken() + " after " + last);
            }
            if (!seen.add(commit.commitId())) {
                bad.add(reader + ": twice: " + name(commit));
            }
            last = commit.checkpointToken();
        }
    }

    private static void streams(String reader, List<Commit> commits, boolean fromStart, List<String> bad) {
        Map<List<String>, Long> heads = new HashMap<>();
        for (Commit commit : commits) {
            List<String> stream = List.of(commit.tenantId(), commit.streamId());
            Long head = heads.put(stream, commit.commitSequence());
            boolean wrong =
                    head == null ? fromStart && commit.commitSequence() != 1 : commit.commitSequence() != head + 1;
            if (wrong) {
                bad.add(reader + ": out of its stream's order, after " + head + ": " + name(commit));
            }
        }
    }

    private static void agreed(Delivery delivery, Map<Long, UUID> truth, List<String> bad) {
        for (Commit commit : delivery.commits) {
            UUID there = truth.get(commit.checkpointToken());
            if (!commit.commitId().equals(there)) {
                bad.add(delivery.reader + ": saw at checkpoint " + commit.checkpointToken()
                        + " what is not there in the end (" + there + "): " + name(commit));
            }
        }
    }

    private static void complete(Delivery delivery, List<Commit> all, List<String> bad) {
        if (delivery.commits.isEmpty()) {
            return;
        }
        long last = delivery.commits.get(delivery.commits.size() - 1).checkpointToken();
        Set<UUID> seen = new HashSet<>();
        delivery.commits.forEach(commit -> seen.add(commit.commitId()));
        for (Commit commit : all) {
            boolean due = commit.checkpointToken() > delivery.after && commit.checkpointToken() <= last;
            if (due && !seen.contains(commit.commitId())) {
                bad.add(delivery.reader + ": skipped, although it went on to checkpoint " + last + ": " + name(commit));
            }
        }
    }

    private static String name(Commit commit) {
        return commit.tenantId() + "/" + commit.streamId() + " sequence " + commit.commitSequence() + " checkpoint "
                + commit.checkpointToken() + " id " + commit.commitId();
    }
}
