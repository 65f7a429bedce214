package io.aett.reactive.testkit.suite;

import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.Commit;
import io.aett.reactive.EventStore;
import io.aett.reactive.testkit.EventStoreFixture;
import io.aett.reactive.testkit.FixtureOptions;
import io.aett.reactive.testkit.events.TestEvents.Counted;
import io.aett.reactive.testkit.events.TestEvents.Noted;
import io.aett.reactive.testkit.support.Await;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

/** Streams that are much larger than what a reader may hold: R7. */
public abstract class VolumeContract extends ContractSuite<EventStoreFixture> {

    private static final long MEBIBYTE = 1 << 20;

    /** How many commits of a mebibyte, or of what the store takes, are written. */
    private static final int COMMITS = 50;

    private static Flux<Commit> reading(EventStore store, String way) {
        return switch (way) {
            case "stream" -> store.commits().get(TENANT, STREAM);
            case "time" -> store.commits().getTo(TENANT, STREAM, Instant.MAX);
            case "tenant" -> store.commits().getAllTo(TENANT, Instant.MAX);
            case "all" -> store.management().getFrom(0);
            case "follow" -> store.management().follow(0);
            default -> throw new IllegalArgumentException(way);
        };
    }

    /**
     * Bytes in use that are reachable, as far as a collector tells. It is asked until it has collected: native code that is at
     * work on an array, such as an inflater's in another thread, holds it off without a word.
     */
    private static long used() {
        long before = fullCollections();
        Await.until(() -> "a full collection", () -> {
            System.gc();
            return fullCollections() > before;
        });
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private static long fullCollections() {
        List<GarbageCollectorMXBean> all = ManagementFactory.getGarbageCollectorMXBeans();
        List<GarbageCollectorMXBean> full =
                all.stream().filter(VolumeContract::isFull).toList();
        List<GarbageCollectorMXBean> asked = full.isEmpty() ? all : full;
        return asked.stream()
                .mapToLong(GarbageCollectorMXBean::getCollectionCount)
                .sum();
    }

    private static boolean isFull(GarbageCollectorMXBean collector) {
        String name = collector.getName();
        return name.contains("Old") || name.contains("MarkSweep");
    }

    /** One after the other, each of so many numbered events. */
    private void write(EventStore store, int commits, int eventsEach) {
        AtomicLong sequence = new AtomicLong();
        Await.done(Flux.range(1, commits)
                .concatMap(i -> {
                    Object[] events = new Object[eventsEach];
                    long before = sequence.getAndAdd(eventsEach);
                    Arrays.setAll(events, e -> new Counted(before + e + 1));
                    return store.commits().commit(numbered(TENANT, STREAM, i, before + eventsEach, events));
                })
                .then());
    }

    /** All events, each with the number that is its revision. */
    private static long countInOrder(Flux<Commit> reading) {
        AtomicLong last = new AtomicLong();
        Await.done(reading.doOnNext(commit -> commit.events()
                        .forEach(event ->
                                assertThat(((Counted) event.body()).number()).isEqualTo(last.incrementAndGet())))
                .then());
        return last.get();
    }

    /** R7: while it is read, no more of it is in memory than some pages. */
    @Test
    void a_stream_larger_than_many_pages_is_read_in_constant_memory() {
        int size = (int) Math.min(MEBIBYTE, data().limits().commitBytes() / 2);
        String text = "x".repeat(size);
        for (int i = 1; i <= COMMITS; i++) {
            commit(numbered(TENANT, STREAM, i, i, new Noted(i + text)));
        }
        EventStore store = second(FixtureOptions.defaults().withPageSize(2));
        for (String way : List.of("stream", "time", "tenant", "all", "follow")) {
            assertThat(mostHeld(reading(store, way)))
                    .as(way)
                    .isLessThan(Math.max(24 * MEBIBYTE, (long) size * COMMITS / 2));
        }
    }

    /** The most bytes that are in use while this is read, more than before. */
    private static long mostHeld(Flux<Commit> reading) {
        long before = used();
        AtomicLong most = new AtomicLong();
        AtomicLong count = new AtomicLong();
        Await.done(reading.take(COMMITS)
                .doOnNext(commit -> {
                    if (count.incrementAndGet() % 20 == 0) {
                        most.accumulateAndGet(used() - before, Math::max);
                    }
                })
                .then());
        assertThat(count).hasValue(COMMITS);
        return most.get();
    }

    /** R8. */
    @Test
    void a_hundred_thousand_events_come_in_order() {
        EventStore store = store();
        write(store, 100, 1000);

        assertThat(countInOrder(reading(store, "stream"))).isEqualTo(100_000);
        assertThat(countInOrder(reading(second(FixtureOptions.defaults().withPageSize(3)), "all")))
                .isEqualTo(100_000);
        assertThat(Await.value(store.commits().head(TENANT, STREAM)).headRevision())
                .isEqualTo(100_000);
    }

    /** R7: a reader in the middle of much. */
    @Test
    void the_middle_of_a_long_stream_is_found_at_once() {
        EventStore store = store();
        write(store, 300, 10);

        Commit middle =
                Await.value(store.commits().get(TENANT, STREAM, 1505, 1505).single());
        Commit last = Await.value(
                store.commits().get(TENANT, STREAM, 3000, Long.MAX_VALUE).single());

        assertThat(middle.commitSequence()).isEqualTo(151);
        assertThat(last.commitSequence()).isEqualTo(300);
    }

    /** R8: by streams of one commit. */
    @Tag("long")
    @Test
    void a_hundred_thousand_commits_of_as_many_streams_are_read_whole() {
        EventStore store = store();
        Await.done(Flux.range(0, 100_000)
                .flatMap(i -> store.commits().commit(firstOf(TENANT, "s" + i, new Counted(i))), 256)
                .then());

        assertThat(Await.value(reading(store, "all").count())).isEqualTo(100_000);
        assertThat(Await.value(reading(second(), "tenant").count())).isEqualTo(100_000);
    }

    /** R7. */
    @Tag("long")
    @Test
    void a_million_events_come_in_order() {
        EventStore store = store();
        write(store, 10_000, 100);

        assertThat(countInOrder(reading(store, "stream"))).isEqualTo(1_000_000);
    }
}
