package io.aett.reactive.testkit.simulation;

import io.aett.reactive.Commit;
import io.aett.reactive.spi.EncodedCommit;
import io.aett.reactive.spi.StreamKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the one subscription handed out. Whatever happened to its processes, a commit is handed out only when all before it in its stream
 * were handled, one of a stream at a time in a run; and how far it says it is, everything was handled or is set aside.
 */
final class Deliveries {

    private final SimulatedWorld world;
    private final SimulatedDatabase database;
    private final Set<Long> handled = new HashSet<>();
    private final Map<Long, Integer> failures = new HashMap<>();
    private final Set<String> atWork = new HashSet<>();
    private final Map<String, Long> epochs = new HashMap<>();
    private final boolean oneOwner;
    private long newest;
    private long status;
    long handedOut;
    long again;

    /** @param oneOwner there is one slice, and all clocks run alike: then no run hands out when a later one has begun */
    Deliveries(SimulatedWorld world, SimulatedDatabase database, boolean oneOwner) {
        this.oneOwner = oneOwner;
        this.world = world;
        this.database = database;
    }

    private static StreamKey key(Commit commit) {
        return new StreamKey(commit.tenantId(), commit.streamId());
    }

    /** A run owns the slice. */
    void began(String by, long epoch) {
        epochs.put(by, epoch);
        newest = Math.max(newest, epoch);
    }

    /** Looked at a moment later, as a run tells only then that it has begun. */
    private void isOwner(String by, SimulatedProcess process) {
        long begun = newest;
        world.after(1_000_000, () -> {
            if (!process.isStopped() && !process.isDead() && epochs.getOrDefault(by, 0L) < begun) {
                world.violated(by + " handed out after another run had begun, in epoch " + begun);
            }
        });
    }

    void handedOut(String by, SimulatedProcess process, Commit commit) {
        if (oneOwner) {
            isOwner(by, process);
        }
        handedOut++;
        long checkpoint = commit.checkpointToken();
        again += handled.contains(checkpoint) ? 1 : 0;
        world.tell(by, "is handed " + commit.streamId(), checkpoint);
        if (!atWork.add(by + "/" + key(commit))) {
            world.violated(by + " was handed " + checkpoint + " beside another one of its stream");
        }
        if (commit.tenantId().equals(Shape.KEPT)) {
            for (EncodedCommit before : database.everStored()) {
                if (before.stream().equals(key(commit))
                        && before.checkpoint() < checkpoint
                        && !handled.contains(before.checkpoint())) {
                    world.violated(by + " was handed " + checkpoint + " before " + before.checkpoint()
                            + " of the same stream was handled");
                }
            }
        }
    }

    void ended(String by, Commit commit, boolean successful) {
        atWork.remove(by + "/" + key(commit));
        world.tell(by, successful ? "has handled" : "has failed", commit.checkpointToken());
        if (successful) {
            handled.add(commit.checkpointToken());
            failures.remove(commit.checkpointToken());
        } else {
            failures.merge(commit.checkpointToken(), 1, Integer::sum);
        }
    }

    /** How far it was when it was last heard of. */
    long status() {
        return status;
    }

    /** Everything up to there was handled or set aside. */
    void status(long checkpoint, long before) {
        if (checkpoint < before) {
            world.violated("the subscription is at " + checkpoint + " after it was at " + before);
        }
        status = Math.max(status, checkpoint);
        Set<StreamKey> blocked = new HashSet<>();
        for (EncodedCommit commit : database.everStored()) {
            if (commit.stream().tenantId().equals(Shape.KEPT) && commit.checkpoint() <= checkpoint) {
                if (failures.getOrDefault(commit.checkpoint(), 0) >= ConsumerAtWork.ATTEMPTS) {
                    blocked.add(commit.stream());
                }
                if (!handled.contains(commit.checkpoint()) && !blocked.contains(commit.stream())) {
                    world.violated("the subscription says it is at " + checkpoint + ", but " + commit.checkpoint()
                            + " was neither handled nor set aside");
                }
            }
        }
    }

    /** The first commit that was not handled, or {@code null}. */
    @Nullable
    String missing(List<Long> checkpoints) {
        List<Long> missing = new ArrayList<>(checkpoints);
        missing.removeAll(handled);
        return missing.isEmpty() ? null : "the commit at " + missing.get(0) + " was never handled";
    }
}
