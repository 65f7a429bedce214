package io.aett.reactive.testkit.suite;

import static io.aett.reactive.testkit.events.TestEvents.noted;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.Commit;
import io.aett.reactive.ConflictDetector;
import io.aett.reactive.EventStore;
import io.aett.reactive.MalformedDataException;
import io.aett.reactive.Snapshot;
import io.aett.reactive.TopicMap;
import io.aett.reactive.UnknownTopicException;
import io.aett.reactive.testkit.EventStoreFixture;
import io.aett.reactive.testkit.FixtureOptions;
import io.aett.reactive.testkit.events.TestEvents.Counted;
import io.aett.reactive.testkit.events.TestEvents.Noted;
import io.aett.reactive.testkit.events.TestEvents.State;
import io.aett.reactive.testkit.support.Await;
import io.aett.reactive.testkit.support.Recorder;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;

/** Stored data that cannot be decoded, or is not all there: R5, R6 and R10. */
public abstract class MalformedDataContract extends ContractSuite<EventStoreFixture> {

    /** Bytes that are no commit of one event. */
    static List<String> malformed() {
        return List.of(
                "",
                " ",
                "not json",
                "null",
                "[]",
                "{}",
                "{",
                "\u0000\u0001\u0002",
                "{\"v\":1}",
                "{\"v\":1,\"events\":[]}",
                "{\"v\":1,\"events\":null}",
                "{\"v\":1,\"events\":{}}",
                "{\"v\":1,\"events\":[null]}",
                "{\"v\":1,\"events\":[{}]}",
                "{\"v\":1,\"events\":[{\"topic\":\"testkit.noted\"}]}",
                "{\"v\":1,\"events\":[{\"body\":{\"text\":\"x\"}}]}",
                "{\"v\":1,\"events\":[{\"topic\":7,\"body\":{\"text\":\"x\"}}]}",
                "{\"v\":1,\"events\":[{\"topic\":\"testkit.noted\",\"body\":null}]}",
                "{\"v\":1,\"events\":[{\"topic\":\"testkit.noted\",\"body\":[1,2]}]}",
                "{\"v\":1,\"events\":[{\"topic\":\"testkit.counted\",\"body\":{\"number\":\"many\"}}]}",
                "{\"v\":1,\"events\":[{\"topic\":\"testkit.noted\",\"body\":{\"text\":\"x\"}}",
                "{\"v\":1,\"events\":[{\"topic\":\"testkit.noted\",\"body\":{\"text\":\"x\"}},"
                        + "{\"topic\":\"testkit.noted\",\"body\":{\"text\":\"one too many\"}}]}",
                "{\"v\":2,\"events\":[{\"topic\":\"testkit.noted\",\"body\":{\"text\":\"x\"}}]}",
                "{\"v\":\"one\",\"events\":[{\"topic\":\"testkit.noted\",\"body\":{\"text\":\"x\"}}]}",
                "{\"events\":[{\"topic\":\"testkit.noted\",\"body\":{\"text\":\"x\"}}]}",
                "{\"v\":1,\"events\":[{\"topic\":\"nobody.knows\",\"body\":{\"text\":\"x\"}}]}",
                "{\"v\":1,\"events\":[{\"topic\":\"testkit.noted\",\"body\":{\"text\":\"x\"}}],\"headers\":[]}",
                "{\"v\":1,\"events\":[{\"topic\":\"testkit.noted\",\"body\":{\"text\":\"x\"}}],\"messages\":{\"m\":1}}");
    }

    private void replace(long sequence, String payload) {
        Await.done(raw().replaceCommit(TENANT, STREAM, sequence, payload.getBytes(UTF_8)));
    }

    /** Nothing that lies behind the lost commit comes, and the error names it, or the one behind it. */
    private static MalformedDataException misses(Flux<Commit> reading, List<Commit> before, long lost) {
        Recorder<Commit> reader = Recorder.of(reading);
        Throwable error = reader.awaitError();
        assertThat(reader.values()).isEqualTo(before.subList(0, reader.count()));
        assertThat(error).isInstanceOf(MalformedDataException.class);
        MalformedDataException malformed = (MalformedDataException) error;
        assertThat(malformed.tenantId()).isEqualTo(TENANT);
        assertThat(malformed.streamId()).isEqualTo(STREAM);
        assertThat(malformed.commitSequence()).isBetween(lost, lost + 1);
        return malformed;
    }

    /** Everything before the commit comes, then the error that names it. */
    private static MalformedDataException breaks(Flux<Commit> reading, List<Commit> before, long sequence) {
        Recorder<Commit> reader = Recorder.of(reading);
        Throwable error = reader.awaitError();
        assertThat(reader.values()).isEqualTo(before);
        assertThat(error).isInstanceOf(MalformedDataException.class);
        MalformedDataException malformed = (MalformedDataException) error;
        assertThat(malformed.tenantId()).isEqualTo(TENANT);
        assertThat(malformed.streamId()).isEqualTo(STREAM);
        assertThat(malformed.commitSequence()).isEqualTo(sequence);
        assertThat(malformed.checkpoint())
                .isGreaterThan(
                        before.isEmpty() ? 0 : before.get(before.size() - 1).checkpointToken());
        return malformed;
    }

    private static List<Flux<Commit>> everyRead(EventStore store) {
        return List.of(
                store.commits().get(TENANT, STREAM),
                store.commits().getTo(TENANT, STREAM, Instant.MAX),
                store.commits().getAllTo(TENANT, Instant.MAX),
                store.management().getFrom(0),
                store.management().follow(0));
    }

    /** R6: everything before, then the error, whichever way it is read. */
    @ParameterizedTest
    @MethodSource("malformed")
    void what_cannot_be_decoded_ends_every_read_after_all_that_is_before_it(String payload) {
        List<Commit> stored = fill(TENANT, STREAM, 4);
        replace(3, payload);

        for (Flux<Commit> reading : everyRead(store())) {
            breaks(reading, stored.subList(0, 2), 3);
        }
    }

    /** R6: at any place of a page. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 256})
    void the_error_comes_at_its_place_whatever_the_pages(int pageSize) {
        List<Commit> stored = fill(TENANT, STREAM, 5);
        EventStore store = second(FixtureOptions.defaults().withPageSize(pageSize));
        for (int broken = 5; broken >= 1; broken--) {
            replace(broken, "{\"v\":1");
            for (Flux<Commit> reading : everyRead(store)) {
                breaks(reading, stored.subList(0, broken - 1), broken);
            }
        }
    }

    /** R6: only demand meets the error. */
    @Test
    void a_reader_that_does_not_come_that_far_meets_no_error() {
        List<Commit> stored = fill(TENANT, STREAM, 4);
        replace(3, "?");

        assertThat(Await.all(store().commits().get(TENANT, STREAM).take(2))).isEqualTo(stored.subList(0, 2));
        assertThat(Await.all(store().management().getFrom(0).take(2))).isEqualTo(stored.subList(0, 2));
        assertThat(Await.all(store().commits().get(TENANT, STREAM, 1, 2))).isEqualTo(stored.subList(0, 2));
        assertThat(Await.all(store().commits().get(TENANT, STREAM, 4, 4))).isEqualTo(stored.subList(3, 4));
        assertThat(Await.all(store().management().getFrom(stored.get(2).checkpointToken())))
                .isEqualTo(stored.subList(3, 4));
    }

    /** R6: the other streams and tenants are as they were. */
    @Test
    void other_streams_are_read_as_before() {
        fill(TENANT, STREAM, 2);
        List<Commit> other = fill(TENANT, "other", 2);
        List<Commit> tenant = fill("tenant-2", STREAM, 2);
        replace(1, "?");

        assertThat(read(store(), TENANT, "other")).isEqualTo(other);
        assertThat(read(store(), "tenant-2", STREAM)).isEqualTo(tenant);
        breaks(store().commits().get(TENANT, STREAM), List.of(), 1);
    }

    /** The numbers of a stream do not depend on what its payloads say. */
    @Test
    void a_stream_with_a_malformed_commit_can_be_written_on_and_purged() {
        List<Commit> stored = fill(TENANT, STREAM, 3);
        replace(3, "?");

        assertThat(Await.value(store().commits().head(TENANT, STREAM)).headSequence())
                .isEqualTo(3);
        Commit next = commit(after(stored.get(2), noted("next")));
        assertThat(Await.all(second().commits().get(TENANT, STREAM, 4, 4))).containsExactly(next);

        Await.done(store().management().purge(TENANT));
        Commit again = commit(first(noted("again")));
        assertThat(read()).containsExactly(again);
    }

    /** W3: what cannot be compared is not declared harmless. */
    @Test
    void a_lost_race_against_a_malformed_commit_is_an_error() {
        List<Commit> stored = fill(TENANT, STREAM, 3);
        replace(3, "?");
        EventStore strict = second(FixtureOptions.defaults()
                .withConflictDetector(ConflictDetector.builder()
                        .on(Noted.class, Noted.class, (mine, theirs) -> false)
                        .build()));

        MalformedDataException error = Await.error(
                MalformedDataException.class, strict.commits().commit(numbered(TENANT, STREAM, 2, 2, noted("late"))));

        assertThat(error.commitSequence()).isEqualTo(3);
        assertThat(Await.all(store().commits().get(TENANT, STREAM, 1, 2))).isEqualTo(stored.subList(0, 2));
        assertThat(Await.value(raw().commits(TENANT))).isEqualTo(3);
    }

    /** R6: a topic that nobody registered is named. */
    @Test
    void an_unknown_topic_is_named() {
        Commit one = commit(first(noted("a")));
        commit(after(one, new Counted(2)));
        EventStore forgetful =
                second(FixtureOptions.defaults().withTopics(TopicMap.create().register(Noted.class)));

        for (Flux<Commit> reading : everyRead(forgetful)) {
            MalformedDataException error = breaks(reading, List.of(one), 2);
            assertThat(error).isInstanceOf(UnknownTopicException.class);
            assertThat(((UnknownTopicException) error).topic()).isEqualTo("testkit.counted");
            assertThat(error.getMessage()).contains("testkit.counted");
        }
        assertThat(read()).hasSize(2);
    }

    /** R6: {@code onErrorContinue} further down neither skips a commit nor is given anything of the store's own. */
    @Test
    void on_error_continue_downstream_skips_nothing() {
        List<Commit> stored = fill(TENANT, STREAM, 4);
        replace(3, "?");
        List<Object> told = new CopyOnWriteArrayList<>();

        for (Flux<Commit> reading : everyRead(store())) {
            breaks(reading.onErrorContinue((error, value) -> told.add(value)), stored.subList(0, 2), 3);
        }
        Await.error(
                MalformedDataException.class,
                store().commits()
                        .find(TENANT, STREAM, stored.get(2).commitId())
                        .onErrorContinue((error, value) -> told.add(value)));
        assertThat(told).isEmpty();
    }

    /**
     * R10: what is not there any more is not passed over, whichever way it is read, and whatever the pages. The error names what was
     * lost where the store knows it, else what does not follow.
     */
    @ParameterizedTest
    @CsvSource({"1,256", "1,1", "2,256", "2,1", "3,2", "4,256", "4,3"})
    void a_commit_that_was_lost_ends_every_read_of_its_stream_with_an_error(long lost, int pageSize) {
        List<Commit> stored = fill(TENANT, STREAM, 6, 1, 3);
        List<Commit> other = fill(TENANT, "other", 2);
        Await.done(raw().deleteCommit(TENANT, STREAM, lost));
        EventStore store = second(FixtureOptions.defaults().withPageSize(pageSize));

        for (Flux<Commit> reading : List.of(
                store.commits().get(TENANT, STREAM),
                store.commits().getTo(TENANT, STREAM, Instant.MAX),
                store.commits().getAllTo(TENANT, Instant.MAX))) {
            MalformedDataException error = misses(reading, stored.subList(0, (int) lost - 1), lost);
            Commit named = stored.get((int) error.commitSequence() - 1);
            assertThat(error.checkpoint()).isIn(0L, named.checkpointToken());
        }
        assertThat(read(store, TENANT, "other")).isEqualTo(other);
    }

    /** R10: the first commit of a range reaches its start. One behind the hole comes whole, or is an error too. */
    @Test
    void a_range_whose_start_was_lost_is_an_error() {
        List<Commit> stored = fill(TENANT, STREAM, 6, 2);
        Await.done(raw().deleteCommit(TENANT, STREAM, 3));

        for (long min : new long[] {5, 6}) {
            misses(second().commits().get(TENANT, STREAM, min, Long.MAX_VALUE), List.of(), 3);
        }
        misses(second().commits().get(TENANT, STREAM, 2, 8), stored.subList(0, 2), 3);

        behindTheHole(7, 10, stored.subList(3, 5));
        behindTheHole(7, 7, stored.subList(3, 4));
        behindTheHole(8, 9, stored.subList(3, 5));
        behindTheHole(9, 10, stored.subList(4, 5));
        behindTheHole(12, Long.MAX_VALUE, stored.subList(5, 6));
    }

    private void behindTheHole(long min, long max, List<Commit> range) {
        Recorder<Commit> behind = Recorder.of(second().commits().get(TENANT, STREAM, min, max));
        Await.until(() -> "the end of " + behind, () -> behind.completed() || behind.failure() != null);
        if (behind.failure() == null) {
            assertThat(behind.values()).isEqualTo(range);
        } else {
            assertThat(behind.failure()).isInstanceOf(MalformedDataException.class);
        }
    }

    /** W3, R10: nor is what conflict detection cannot see declared harmless. */
    @Test
    void a_lost_race_against_a_commit_that_was_lost_is_an_error() {
        fill(TENANT, STREAM, 4);
        Await.done(raw().deleteCommit(TENANT, STREAM, 3));
        EventStore strict = second(FixtureOptions.defaults()
                .withConflictDetector(ConflictDetector.builder()
                        .on(Noted.class, Noted.class, (mine, theirs) -> false)
                        .build()));

        MalformedDataException error = Await.error(
                MalformedDataException.class, strict.commits().commit(numbered(TENANT, STREAM, 2, 2, noted("late"))));

        assertThat(error.commitSequence()).isBetween(3L, 4L);
    }

    /** S1: a snapshot is no exception. */
    @ParameterizedTest
    @MethodSource("malformed")
    void a_snapshot_that_cannot_be_decoded_is_an_error(String payload) {
        Snapshot good = new Snapshot(TENANT, STREAM, 1, 1, new State("good", 1), Map.of());
        Await.done(store().snapshots().add(good));
        Await.done(store().snapshots().add(new Snapshot(TENANT, STREAM, 2, 2, new State("bad", 1), Map.of())));
        Await.done(raw().replaceSnapshot(TENANT, STREAM, 2, payload.getBytes(UTF_8)));

        Await.error(MalformedDataException.class, store().snapshots().get(TENANT, STREAM));
        assertThat(Await.value(store().snapshots().get(TENANT, STREAM, 1))).isEqualTo(good);
        Snapshot mended = new Snapshot(TENANT, STREAM, 2, 2, new State("mended", 1), Map.of());
        Await.done(store().snapshots().add(mended));
        assertThat(Await.value(store().snapshots().get(TENANT, STREAM))).isEqualTo(mended);
    }
}
