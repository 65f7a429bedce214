package io.aett.reactive.sealedlog;

import io.aett.reactive.spi.EncodedCommit;
import io.aett.reactive.spi.PageRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Follows the log page by page; when its process ends, another one goes on behind what was delivered. */
final class SimulatedReader {

    final List<UUID> delivered = new ArrayList<>();
    private final Simulation simulation;
    private final World world;
    private SealedLog log;
    private long after;
    private long stuckSince = -1;
    long longestStuck;

    SimulatedReader(Simulation simulation) {
        this(simulation, simulation.open(simulation.client(false)));
    }

    SimulatedReader(Simulation simulation, SealedLog log) {
        this.simulation = simulation;
        this.world = simulation.world;
        this.log = log;
    }

    private SealedLog open() {
        return simulation.open(simulation.client(false));
    }

    void read() {
        if (world.happens(simulation.faults.readerCrash())) {
            log = open();
            stuckSince = -1;
        }
        log.readAll(new PageRequest(after, 64, Long.MAX_VALUE)).subscribe(page -> {
            for (EncodedCommit commit : page.commits()) {
                delivered.add(commit.commitId());
            }
            boolean stuck = page.settled() == after && page.head().last() > after;
            if (!stuck) {
                stuckSince = -1;
            } else if (stuckSince < 0) {
                stuckSince = world.time();
            } else {
                longestStuck = Math.max(longestStuck, world.time() - stuckSince);
            }
            after = page.settled();
            simulation.server.pass(after);
            if (!simulation.enough() || after < simulation.server.head() || simulation.busy()) {
                world.after(page.commits().isEmpty() ? Faults.POLL : 0, this::read);
            }
        });
    }
}
