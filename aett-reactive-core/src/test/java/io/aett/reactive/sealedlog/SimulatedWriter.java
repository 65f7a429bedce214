package io.aett.reactive.sealedlog;

import io.aett.reactive.spi.AppendResult;
import io.aett.reactive.spi.EncodedCommit;
import io.aett.reactive.spi.StreamKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** Appends batches until there are enough commits; when its process ends, another one goes on. */
final class SimulatedWriter {

    private static final byte[] PAYLOAD = {};

    private final Simulation simulation;
    private final World world;
    private final Server server;
    private Client client;
    private SealedLog log;

    SimulatedWriter(Simulation simulation) {
        this.simulation = simulation;
        this.world = simulation.world;
        this.server = simulation.server;
        this.client = simulation.client(true);
        this.log = simulation.open(client);
    }

    int mostAttempts() {
        return client.mostAttempts;
    }

    /** A follower in the writer's process. */
    SimulatedReader follower() {
        return new SimulatedReader(simulation, log);
    }

    void start() {
        world.after(world.between(0, 10_000), this::write);
        world.after(50_000, this::watchProcess);
    }

    /** Restarts a process that ended. */
    private void watchProcess() {
        if (simulation.enough()) {
            return;
        }
        if (!client.alive()) {
            simulation.crashes++;
            client = simulation.client(true);
            log = simulation.open(client);
            write();
        }
        world.after(50_000, this::watchProcess);
    }

    private void write() {
        if (simulation.enough()) {
            return;
        }
        List<EncodedCommit> batch = batch();
        long seen = simulation.highestAcknowledged;
        Client sentBy = client;
        client.begin();
        log.append(batch).subscribe(results -> {
            for (int i = 0; i < results.size(); i++) {
                if (results.get(i) instanceof AppendResult.Appended appended) {
                    simulation.acknowledged(batch.get(i), appended.checkpoint(), seen);
                } else {
                    simulation.refused(batch.get(i));
                }
            }
            if (sentBy == client) {
                world.after(world.between(0, 3_000), this::write);
            }
        });
    }

    /** One commit each of some streams, mostly the next one of the stream, sometimes one that was the next a little ago. */
    private List<EncodedCommit> batch() {
        int size = 1 + world.random.nextInt(world.happens(100) ? 24 : 8);
        Set<Integer> streams = new LinkedHashSet<>();
        for (int i = 0; i < size; i++) {
            streams.add(world.random.nextInt(Simulation.STREAMS));
        }
        List<EncodedCommit> batch = new ArrayList<>(size);
        for (int number : streams) {
            StreamKey stream = simulation.streams.get(number);
            EncodedCommit head = server.head(stream);
            long sequence = (head == null ? 0 : head.sequence()) + 1;
            UUID id = new UUID(world.random.nextLong(), world.random.nextLong());
            batch.add(new EncodedCommit(stream, sequence, sequence, 1, id, id, Instant.EPOCH, PAYLOAD, 0));
        }
        return batch;
    }
}
