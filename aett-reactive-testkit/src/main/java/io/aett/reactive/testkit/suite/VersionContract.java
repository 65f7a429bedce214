package io.aett.reactive.testkit.suite;

import static io.aett.reactive.testkit.events.TestEvents.noted;
import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.Commit;
import io.aett.reactive.ConflictDetector;
import io.aett.reactive.ConflictingCommitException;
import io.aett.reactive.DuplicateCommitException;
import io.aett.reactive.EventMessage;
import io.aett.reactive.EventStore;
import io.aett.reactive.MalformedDataException;
import io.aett.reactive.MissingUpcasterException;
import io.aett.reactive.NewerVersionException;
import io.aett.reactive.Snapshot;
import io.aett.reactive.StaleSnapshotException;
import io.aett.reactive.testkit.EventStoreFixture;
import io.aett.reactive.testkit.FixtureOptions;
import io.aett.reactive.testkit.events.Guests;
import io.aett.reactive.testkit.events.Guests.First;
import io.aett.reactive.testkit.events.Guests.Second;
import io.aett.reactive.testkit.events.Guests.Third;
import io.aett.reactive.testkit.support.Await;
import io.aett.reactive.testkit.support.Recorder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;

/** Programs of several versions on the same data: V1 to V3. */
public abstract class VersionContract extends ContractSuite<EventStoreFixture> {

    private EventStore oldest() {
        return second(FixtureOptions.defaults().withSerializer(Guests.first()));
    }

    private EventStore newest(int pageSize) {
        return second(FixtureOptions.defaults().withSerializer(Guests.third()).withPageSize(pageSize));
    }

    private EventStore newest() {
        return newest(256);
    }

    private static List<Flux<Commit>> everyRead(EventStore store) {
        return List.of(
                store.commits().get(TENANT, STREAM),
                store.commits().getTo(TENANT, STREAM, Instant.MAX),
                store.commits().getAllTo(TENANT, Instant.MAX),
                store.management().getFrom(0),
                store.management().follow(0));
    }

    /** Stores one event after the other, each through the store of its version. */
    private List<Commit> stored(Object... events) {
        List<Commit> stored = new ArrayList<>();
        EventStore[] stores = {oldest(), second(FixtureOptions.defaults().withSerializer(Guests.second())), newest()};
        for (Object event : events) {
            EventStore store = stores[event instanceof First ? 0 : event instanceof Second ? 1 : 2];
            stored.add(commit(store, stored.isEmpty() ? first(event) : after(stored.get(stored.size() - 1), event)));
        }
        return stored;
    }

    /** The same commit with this event and nothing else changed. */
    private static Commit with(Commit commit, Object event) {
        return new Commit(
                commit.tenantId(),
                commit.streamId(),
                commit.streamRevision(),
                commit.commitId(),
                commit.commitSequence(),
                commit.commitStamp(),
                commit.headers(),
                List.of(EventMessage.of(event)),
                commit.checkpointToken());
    }

    private static <E extends MalformedDataException> E breaks(
            Class<E> type, Flux<Commit> reading, List<Commit> before, long sequence) {
        Recorder<Commit> reader = Recorder.of(reading);
        Throwable error = reader.awaitError();
        assertThat(reader.values()).isEqualTo(before);
        assertThat(error).isInstanceOf(type);
        E malformed = type.cast(error);
        assertThat(malformed.tenantId()).isEqualTo(TENANT);
        assertThat(malformed.streamId()).isEqualTo(STREAM);
        assertThat(malformed.commitSequence()).isEqualTo(sequence);
        assertThat(malformed).hasMessageContaining("revision " + sequence);
        return malformed;
    }

    /** V1, V2: what the programs of all versions wrote comes in the newest form, and all else is as it was. */
    @ParameterizedTest
    @ValueSource(ints = {1, 256})
    void every_read_gives_what_older_programs_wrote_in_the_form_of_today(int pageSize) {
        List<Commit> stored =
                stored(new First("Ann A"), new Second("Bob", "B"), new Third("Cy", "C", 3), new First("Di D"));
        List<Commit> today = List.of(
                with(stored.get(0), new Third("Ann", "A", 1)),
                with(stored.get(1), new Third("Bob", "B", 1)),
                stored.get(2),
                with(stored.get(3), new Third("Di", "D", 1)));

        EventStore newest = newest(pageSize);
        for (Flux<Commit> reading : everyRead(newest)) {
            assertThat(Recorder.of(reading.take(4)).awaitCompletion()).isEqualTo(today);
        }
        for (Commit commit : today) {
            assertThat(Await.value(newest.commits().find(TENANT, STREAM, commit.commitId())))
                    .isEqualTo(commit);
        }
    }

    /** V1: the numbers of a stream and of the order do not depend on versions. */
    @Test
    void what_is_written_in_a_version_comes_back_in_it() {
        Commit one = commit(newest(), first(new Third("Ann", "A", 1), noted("b"), new Third("Cy", "C", 3)));
        Commit two = commit(newest(), after(one, new Third("Di", "D", 4)));

        assertThat(one.events())
                .extracting(EventMessage::body)
                .containsExactly(new Third("Ann", "A", 1), noted("b"), new Third("Cy", "C", 3));
        for (Flux<Commit> reading : everyRead(newest())) {
            assertThat(Recorder.of(reading.take(2)).awaitCompletion()).containsExactly(one, two);
        }
    }

    /** V2: the messages in headers are no exception. */
    @Test
    void messages_in_headers_have_versions_too() {
        Commit old = commit(
                oldest(),
                first(noted("a")).toBuilder()
                        .header("command", EventMessage.of(new First("Ann A")))
                        .build());

        Commit today = Await.value(newest().commits().find(TENANT, STREAM, old.commitId()));
        assertThat(today.headers()).isEqualTo(Map.of("command", EventMessage.of(new Third("Ann", "A", 1))));
        assertThat(today.events()).isEqualTo(old.events());
    }

    /** V2: the event that has a topic of its own by now. */
    @Test
    void a_live_follower_sees_what_an_older_program_writes_meanwhile() {
        EventStore oldest = oldest();
        Recorder<Commit> follower = Recorder.of(newest().management().follow(0));

        Commit one = commit(oldest, first(new First("Ann A")));
        Commit two = commit(oldest, after(one, new First("Bob B")));

        assertThat(follower.await(2))
                .containsExactly(with(one, new Third("Ann", "A", 1)), with(two, new Third("Bob", "B", 1)));
        follower.cancel();
    }

    /** V2, W3. */
    @Test
    void a_detector_compares_with_the_form_of_today() {
        stored(new First("Ann A"));
        List<Object> asked = new CopyOnWriteArrayList<>();
        EventStore strict = second(FixtureOptions.defaults()
                .withSerializer(Guests.third())
                .withConflictDetector(ConflictDetector.builder()
                        .on(Third.class, Third.class, (mine, theirs) -> asked.add(theirs))
                        .build()));

        Await.error(ConflictingCommitException.class, strict.commits().commit(first(new Third("Bob", "B", 2))));
        assertThat(asked).containsExactly(new Third("Ann", "A", 1));
    }

    /** V1, W5: the version is part of what is compared. */
    @Test
    void a_repeated_commit_is_the_same_content_in_its_own_version_only() {
        Commit old = first(new First("Ann A"));
        Commit stored = commit(oldest(), old);
        Commit today = with(old, new Third("Ann", "A", 1));
        Commit next = after(stored, new Third("Bob", "B", 2));
        commit(newest(), next);

        DuplicateCommitException other =
                Await.error(DuplicateCommitException.class, newest().commits().commit(today));
        assertThat(other.sameContent()).isFalse();
        assertThat(other.storedCommit()).isEqualTo(with(stored, new Third("Ann", "A", 1)));
        assertThat(Await.error(
                                DuplicateCommitException.class,
                                oldest().commits().commit(old))
                        .sameContent())
                .isTrue();
        assertThat(Await.error(
                                DuplicateCommitException.class,
                                newest().commits().commit(next))
                        .sameContent())
                .isTrue();
    }

    /** V3: everything before, then the error, whichever way it is read. */
    @Test
    void a_newer_version_ends_every_read_after_all_that_is_before_it() {
        List<Commit> stored = stored(new First("Ann A"), new First("Bob B"), new Second("Cy", "C"), new First("Di D"));

        for (Flux<Commit> reading : everyRead(oldest())) {
            NewerVersionException error = breaks(NewerVersionException.class, reading, stored.subList(0, 2), 3);
            assertThat(error.topic()).isEqualTo("testkit.guest");
            assertThat(error.storedVersion()).isEqualTo(2);
            assertThat(error.version()).isEqualTo(1);
            assertThat(error.checkpoint()).isEqualTo(stored.get(2).checkpointToken());
        }
        assertThat(Await.all(oldest().commits().get(TENANT, STREAM, 4, 4))).isEqualTo(stored.subList(3, 4));
    }

    /** V3. */
    @Test
    void a_missing_upcaster_ends_every_read_after_all_that_is_before_it() {
        List<Commit> stored =
                stored(new Second("Ann", "A"), new Second("Bob", "B"), new First("Cy C"), new Second("Di", "D"));
        EventStore incomplete = second(FixtureOptions.defaults().withSerializer(Guests.secondWithoutUpcaster()));

        for (Flux<Commit> reading : everyRead(incomplete)) {
            MissingUpcasterException error = breaks(MissingUpcasterException.class, reading, stored.subList(0, 2), 3);
            assertThat(error.topic()).isEqualTo("testkit.guest");
            assertThat(error.storedVersion()).isEqualTo(1);
            assertThat(error.version()).isEqualTo(2);
            assertThat(error.checkpoint()).isEqualTo(stored.get(2).checkpointToken());
            assertThat(error).hasMessageContaining("from version 1 to 2 of topic testkit.guest");
        }
    }

    /** V3: the step is named, and nothing of what is stored. */
    @Test
    void an_upcaster_that_fails_is_an_error_at_that_commit() {
        List<Commit> stored = stored(new Third("Ann", "A", 1), new First("nobody"));

        for (Flux<Commit> reading : everyRead(newest())) {
            MalformedDataException error = breaks(MalformedDataException.class, reading, stored.subList(0, 1), 2);
            assertThat(error)
                    .hasMessageContaining("the upcaster of topic testkit.guest from version 1 to 2 failed")
                    .hasNoCause()
                    .message()
                    .doesNotContain("nobody");
        }
    }

    /** V2, S1: a snapshot is a cache, and replaying is what it costs. */
    @Test
    void a_snapshot_of_another_version_is_not_read() {
        Snapshot old = new Snapshot(TENANT, STREAM, 1, 1, new First("Ann A"), Map.of());
        Snapshot today = new Snapshot(TENANT, STREAM, 2, 1, new Third("Ann", "A", 1), Map.of());
        Await.done(oldest().snapshots().add(old));
        Await.error(StaleSnapshotException.class, newest().snapshots().get(TENANT, STREAM));

        Await.done(newest().snapshots().add(today));
        assertThat(Await.value(newest().snapshots().get(TENANT, STREAM))).isEqualTo(today);
        assertThat(Await.value(oldest().snapshots().get(TENANT, STREAM, 1))).isEqualTo(old);
    }
}
