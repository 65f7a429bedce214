package io.aett.reactive.testkit.simulation;

import io.aett.reactive.sealedlog.SealedLog;
import io.aett.reactive.spi.EncodedCommit;
import io.aett.reactive.spi.EncodedSnapshot;
import io.aett.reactive.spi.SnapshotTable;
import io.aett.reactive.spi.Storage;
import io.aett.reactive.spi.StorageLimits;
import io.aett.reactive.spi.StorageManagement;
import io.aett.reactive.spi.StreamKey;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * A database that several simulated processes share. {@link #storage} is how one of them reaches it: each request takes effect at one moment
 * and is answered at another, or fails before it had its effect or after, or is never answered.
 *
 * <p>It keeps what the port demands of a backend, in one of two ways: every append is one atomic step that takes its number within it, or
 * commits are created at positions that were reserved before, through the {@link SealedLog}.
 */
public final class SimulatedDatabase {

    /** How long readers of the sealed log wait for an open position. */
    private static final Duration SEAL_DELAY = Duration.ofMillis(100);

    private final SimulatedWorld world;
    private final SimulatedFaults faults;
    private final boolean sealed;
    private final StorageLimits limits;
    private final boolean hints;
    private final SimulatedData data;

    private SimulatedDatabase(
            SimulatedWorld world, SimulatedFaults faults, boolean sealed, StorageLimits limits, boolean hints) {
        this.world = world;
        this.faults = faults;
        this.sealed = sealed;
        this.limits = limits;
        this.hints = hints;
        this.data = new SimulatedData(world);
    }

    /** Appends are one atomic step. How many commits one may carry, how many may be under way and whether there are wake-ups is drawn. */
    public static SimulatedDatabase atomic(SimulatedWorld world, SimulatedFaults faults) {
        return new SimulatedDatabase(
                world, faults, false, drawn(world), world.random().nextBoolean());
    }

    /** Appends go through the sealed log. */
    public static SimulatedDatabase sealed(SimulatedWorld world, SimulatedFaults faults) {
        return new SimulatedDatabase(
                world, faults, true, drawn(world), world.random().nextBoolean());
    }

    private static StorageLimits drawn(SimulatedWorld world) {
        return new StorageLimits((int) world.between(1, 6), 1 << 20, 1 << 20, 1 << 20, (int) world.between(1, 2));
    }

    /** As this process reaches it. {@code commitTimeout} is that of the engine above. */
    public Storage storage(SimulatedProcess process, Duration commitTimeout) {
        SimulatedWay way = new SimulatedWay(process, faults);
        SealedLog log = sealed
                ? SealedLog.create(
                        new SimulatedPlaces(way, data),
                        SEAL_DELAY,
                        commitTimeout,
                        () -> process.scheduler().now(TimeUnit.NANOSECONDS))
                : null;
        return new Storage(
                sealed ? "Simulated sealed log" : "Simulated database",
                limits,
                new SimulatedLog(way, data, log, hints),
                new Snapshots(way),
                new SimulatedStates(way, data.states),
                new Management(way),
                SimulatedFaults::classify);
    }

    /** Every commit that was ever stored, in the order in which that happened, also those that were purged. */
    public List<EncodedCommit> everStored() {
        return List.copyOf(data.everStored());
    }

    /** How many positions readers sealed. */
    public long sealedPositions() {
        return data.sealed();
    }

    /** How often a writer lost its position. */
    public long lostPositions() {
        return data.lostPositions();
    }

    private final class Snapshots implements SnapshotTable {

        private final SimulatedWay way;

        Snapshots(SimulatedWay way) {
            this.way = way;
        }

        private NavigableMap<Long, EncodedSnapshot> of(StreamKey stream) {
            return data.snapshots.computeIfAbsent(stream, key -> new TreeMap<>());
        }

        @Override
        public Mono<Void> put(EncodedSnapshot snapshot) {
            return way.<Boolean>change("put snapshot", () -> {
                        of(snapshot.stream()).put(snapshot.revision(), snapshot);
                        return true;
                    })
                    .then();
        }

        @Override
        public Mono<EncodedSnapshot> find(StreamKey stream, long maxRevision) {
            return way.read("find snapshot", () -> found(of(stream).floorEntry(maxRevision)));
        }

        private static @Nullable EncodedSnapshot found(Map.@Nullable Entry<Long, EncodedSnapshot> entry) {
            return entry == null ? null : entry.getValue();
        }

        @Override
        public Mono<Void> trim(StreamKey stream, int keep) {
            return way.<Boolean>change("trim snapshots", () -> {
                        while (of(stream).size() > keep) {
                            of(stream).pollFirstEntry();
                        }
                        return true;
                    })
                    .then();
        }

        @Override
        public Mono<Long> newestRevision(StreamKey stream) {
            return way.read(
                    "newest snapshot",
                    () -> of(stream).isEmpty() ? null : of(stream).lastKey());
        }
    }

    private final class Management implements StorageManagement {

        private final SimulatedWay way;

        Management(SimulatedWay way) {
            this.way = way;
        }

        @Override
        public Mono<Void> initialize() {
            return Mono.empty();
        }

        @Override
        public Mono<Void> drop() {
            return way.<Boolean>change("drop", () -> {
                        data.drop();
                        return true;
                    })
                    .then();
        }

        @Override
        public Mono<Void> purge(String tenantId) {
            return way.<Boolean>change("purge", () -> {
                        data.purge(tenantId);
                        return true;
                    })
                    .then();
        }

        @Override
        public Mono<Void> close() {
            return Mono.empty();
        }
    }

    /** Where it is. */
    public SimulatedWorld world() {
        return world;
    }
}
