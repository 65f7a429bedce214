package io.aett.reactive.sealedlog;

import io.aett.reactive.spi.EncodedCommit;
import io.aett.reactive.spi.StreamKey;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;

/** One history: writers and readers of one log, until enough commits are stored and everything has come to rest. */
final class Simulation {

    static final int STREAMS = 200;
    static final int WRITERS = 6;
    private static final int READERS = 3;
    private static final List<StreamKey> KEYS = IntStream.range(0, STREAMS)
            .mapToObj(i -> new StreamKey("t", "s" + i))
            .toList();

    final World world;
    final Server server = new Server();
    final Faults faults;
    final List<StreamKey> streams = KEYS;
    private final long target;
    private final Set<UUID> acknowledged = new HashSet<>();
    private final Set<UUID> refused = new HashSet<>();
    private long endOfWriting = -1;
    long highestAcknowledged;
    long crashes;
    long acausal;

    Simulation(long seed, Faults faults, long target) {
        this.world = new World(seed);
        this.faults = faults;
        this.target = target;
    }

    /** What happened. Everything but the first five is to be zero. */
    record Outcome(
            long stored,
            long sealed,
            long lostPositions,
            long crashes,
            long longestWait,
            long lost,
            long reordered,
            long acausal,
            long unfaithful,
            long longestPatience,
            int mostAttempts) {}

    Client client(boolean writer) {
        return new Client(world, server, faults, writer);
    }

    SealedLog open(Client client) {
        return SealedLog.create(
                client,
                Duration.of(faults.sealDelay(), ChronoUnit.MICROS),
                Duration.of(Faults.COMMIT_TIMEOUT, ChronoUnit.MICROS),
                world::nanos);
    }

    boolean enough() {
        boolean enough = server.stored >= target;
        if (enough && endOfWriting < 0) {
            endOfWriting = world.time();
        }
        return enough;
    }

    /** Whether something that was sent may still arrive. */
    boolean busy() {
        return world.time() < endOfWriting + 6 * faults.longest() + 6 * faults.placing();
    }

    void acknowledged(EncodedCommit commit, long checkpoint, long seenBefore) {
        acknowledged.add(commit.commitId());
        highestAcknowledged = Math.max(highestAcknowledged, checkpoint);
        if (checkpoint <= seenBefore) {
            acausal++;
        }
    }

    void refused(EncodedCommit commit) {
        refused.add(commit.commitId());
    }

    /** With readers that seal. */
    Outcome sealing() {
        return sealing(WRITERS, READERS, false, Long.MAX_VALUE);
    }

    /**
     * With readers that seal.
     *
     * @param others how many of them there are, each in a process of its own
     * @param own whether there is one in each writer's process, too
     * @param until when to look, though it is not over
     */
    Outcome sealing(int writing, int others, boolean own, long until) {
        List<SimulatedReader> readers = new ArrayList<>();
        List<SimulatedWriter> writers = new ArrayList<>();
        for (int i = 0; i < others; i++) {
            readers.add(new SimulatedReader(this));
        }
        for (int i = 0; i < writing; i++) {
            SimulatedWriter writer = new SimulatedWriter(this);
            writers.add(writer);
            if (own) {
                readers.add(writer.follower());
            }
        }
        readers.forEach(SimulatedReader::read);
        writers.forEach(SimulatedWriter::start);
        world.run(until);
        List<UUID> order = server.order();
        Set<UUID> stored = new HashSet<>(order);
        long unfaithful =
                acknowledged.stream().filter(id -> !stored.contains(id)).count()
                        + refused.stream().filter(stored::contains).count()
                        + (order.size() - stored.size());
        long lost = 0;
        long longest = 0;
        for (SimulatedReader reader : readers) {
            lost += reader.delivered.equals(order) ? 0 : 1 + Math.abs(order.size() - reader.delivered.size());
            longest = Math.max(longest, reader.longestStuck);
        }
        return new Outcome(
                server.stored,
                server.sealed,
                server.lostPositions,
                crashes,
                longest,
                lost,
                server.reordered,
                acausal,
                unfaithful,
                server.longestPatience,
                writers.stream().mapToInt(SimulatedWriter::mostAttempts).max().orElse(0));
    }

    /** With one naive reader: how many of the stored commits it never delivered. */
    long lostBy(long patience) {
        NaiveReader reader = new NaiveReader(this, patience);
        reader.read();
        for (int i = 0; i < WRITERS; i++) {
            new SimulatedWriter(this).start();
        }
        world.run(Long.MAX_VALUE);
        return server.order().stream()
                .filter(id -> !reader.delivered.contains(id))
                .count();
    }
}
