package io.aett.reactive.testkit.simulation;

import io.aett.reactive.ConflictDetector;
import io.aett.reactive.Topic;
import io.aett.reactive.TopicMap;
import io.aett.reactive.engine.EngineOptions;
import io.aett.reactive.serialization.EventSerializer;
import io.aett.reactive.serialization.JacksonEventSerializer;
import io.aett.reactive.spi.StreamKey;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Who takes part in one history, and with which options; drawn. Where it is crowded, many writers hurry in one process: their commits share
 * appends.
 */
record Shape(
        boolean sealed,
        boolean crowded,
        int stations,
        int writers,
        int readers,
        int followers,
        int logReaders,
        int consumers,
        boolean purging,
        boolean rightClocks,
        List<StreamKey> streams,
        ConflictDetector detector,
        int pageSize,
        int maxQueued,
        int slices,
        int concurrency,
        int listers) {

    static final Duration COMMIT_TIMEOUT = Duration.ofMillis(1500);
    static final Duration READ_TIMEOUT = Duration.ofMillis(1000);
    static final Duration LEASE = Duration.ofSeconds(3);

    /** Whose commits nobody purges. */
    static final String KEPT = "kept";

    /** Whose commits are purged now and then. */
    static final String PURGED = "purged";

    private static final EventSerializer SERIALIZER =
            new JacksonEventSerializer(TopicMap.create().register(Written.class));

    /** The one event. */
    @Topic("simulation.written")
    record Written(String by, long number) {}

    static Shape drawn(SimulatedWorld world, boolean sealed) {
        boolean purging = world.random().nextInt(4) == 0;
        boolean crowded = world.random().nextInt(4) == 0;
        int kept = (int) world.between(crowded ? 6 : 1, 6);
        int purged = purging ? (int) world.between(1, 2) : 0;
        List<StreamKey> streams =
                Stream.concat(keys(KEPT, kept), keys(PURGED, purged)).toList();
        return new Shape(
                sealed,
                crowded,
                (int) world.between(1, crowded ? 1 : 3),
                (int) world.between(crowded ? 8 : 2, crowded ? 12 : 8),
                (int) world.between(0, 2),
                (int) world.between(0, 3),
                (int) world.between(0, 1),
                (int) world.between(0, 3),
                purging,
                world.random().nextBoolean(),
                streams,
                world.random().nextInt(3) == 0 ? ConflictDetector.strict() : ConflictDetector.empty(),
                (int) world.between(1, 6),
                world.random().nextInt(6) == 0 ? 3 : 1000,
                (int) world.between(1, 3),
                (int) world.between(1, 3),
                (int) world.between(0, 3));
    }

    private static Stream<StreamKey> keys(String tenant, int count) {
        return IntStream.range(0, count).mapToObj(i -> new StreamKey(tenant, tenant.charAt(0) + "" + i));
    }

    EngineOptions engine(SimulatedProcess process) {
        return new EngineOptions(
                SERIALIZER,
                detector,
                pageSize,
                maxQueued,
                COMMIT_TIMEOUT,
                READ_TIMEOUT,
                Duration.ofMillis(5),
                Duration.ofMillis(200),
                process.scheduler(),
                List.of());
    }
}
