package io.aett.reactive.sealedlog;

import io.aett.reactive.spi.EncodedCommit;
import io.aett.reactive.spi.PageRequest;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;

/** A reader that seals nothing: what many stores do, and why it loses. */
final class NaiveReader {

    final Set<UUID> delivered = new HashSet<>();
    private final Simulation simulation;
    private final World world;
    private final long patience;
    private long after;
    private long stuckSince = -1;

    /**
     * @param patience how long it waits at a hole before it steps over it; 0 remembers the highest number it saw and looks
     *     for no holes
     */
    NaiveReader(Simulation simulation, long patience) {
        this.simulation = simulation;
        this.world = simulation.world;
        this.patience = patience;
    }

    void read() {
        world.after(world.between(200, Faults.ROUND_TRIP), () -> {
            look(simulation.server.read(new PageRequest(after, 64, Long.MAX_VALUE)));
            if (!simulation.enough() || simulation.busy()) {
                world.after(Faults.POLL, this::read);
            }
        });
    }

    private void look(Run run) {
        for (Slot slot : run.slots()) {
            EncodedCommit commit = slot.commit();
            if (commit != null) {
                delivered.add(commit.commitId());
                pass(slot.position());
            } else if (slot.kind() == Slot.Kind.TOMBSTONE) {
                pass(slot.position());
            } else if (patience > 0) {
                if (stuckSince < 0) {
                    stuckSince = world.time();
                }
                if (world.time() - stuckSince < patience) {
                    return;
                }
                pass(slot.position());
            }
        }
    }

    private void pass(long position) {
        after = position;
        stuckSince = -1;
    }
}
