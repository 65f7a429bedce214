package io.aett.reactive.testkit.suite;

import static io.aett.reactive.testkit.events.TestEvents.noted;
import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.Commit;
import io.aett.reactive.ConflictDetector;
import io.aett.reactive.DuplicateCommitException;
import io.aett.reactive.EventStore;
import io.aett.reactive.NonConflictingCommitException;
import io.aett.reactive.testkit.EventStoreFixture;
import io.aett.reactive.testkit.FixtureOptions;
import io.aett.reactive.testkit.support.Await;
import io.aett.reactive.testkit.support.Outcome;
import io.aett.reactive.testkit.support.Race;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The same commit id again, and looking for one: W4, W5 and R9. */
public abstract class DuplicateContract extends ContractSuite<EventStoreFixture> {

    private Commit repeated(EventStore store, Commit attempt) {
        return Await.error(DuplicateCommitException.class, store.commits().commit(attempt))
                .storedCommit();
    }

    private static Commit withId(UUID id, long sequence, long revision, Object... events) {
        return builder(TENANT, STREAM, sequence, revision, events).commitId(id).build();
    }

    /** W4. */
    @Test
    void the_same_commit_again_at_the_head_gives_the_stored_one() {
        Commit attempt = first(noted("a"), noted("b"));
        Commit stored = commit(attempt);

        assertThat(repeated(store(), attempt)).isEqualTo(stored);
        assertThat(repeated(second(), attempt)).isEqualTo(stored);
        assertThat(read()).containsExactly(stored);
    }

    /** W5: whether it is what was sent, numbers and stamp aside, is compared as it is stored. */
    @Test
    void a_duplicate_tells_whether_the_same_is_stored() {
        Commit attempt =
                first(noted("a"), noted("b")).toBuilder().header("n", 1L).build();
        Commit stored = commit(attempt);
        Commit moved = attempt.toBuilder()
                .commitSequence(2)
                .streamRevision(4)
                .commitStamp(STAMP.plusSeconds(1))
                .build();
        Commit below = attempt.toBuilder().commitSequence(0).build();
        Commit shorter = withId(stored.commitId(), 1, 1, noted("a"));
        Commit withoutHeader = withId(stored.commitId(), 1, 2, noted("a"), noted("b"));

        for (Commit same : List.of(attempt, moved, below)) {
            assertThat(Await.error(
                                    DuplicateCommitException.class,
                                    second().commits().commit(same))
                            .sameContent())
                    .isTrue();
        }
        for (Commit other : List.of(shorter, withoutHeader)) {
            assertThat(Await.error(
                                    DuplicateCommitException.class,
                                    store().commits().commit(other))
                            .sameContent())
                    .isFalse();
        }
    }

    /** W4: however old. */
    @Test
    void five_hundred_commits_later_it_is_still_found() {
        List<Commit> stream = fill(TENANT, STREAM, 501);
        Commit oldest = stream.get(0);

        assertThat(repeated(store(), withId(oldest.commitId(), 1, 1, noted("x"))))
                .isEqualTo(oldest);
        assertThat(repeated(second(), withId(oldest.commitId(), 502, 502, noted("x"))))
                .isEqualTo(oldest);
        assertThat(repeated(second(), withId(stream.get(250).commitId(), 502, 502, noted("x"))))
                .isEqualTo(stream.get(250));
        assertThat(read()).hasSize(501);
    }

    /** W4: at any sequence, before every other answer about the numbers. */
    @ParameterizedTest
    @CsvSource({"1,1", "2,2", "3,3", "4,4", "5,5", "2,77", "9,9", "0,0", "-3,4", "4,9", "9223372036854775807,4"})
    void a_duplicate_goes_before_conflict_gap_and_numbers_below_one(long sequence, long revision) {
        List<Commit> stream = fill(TENANT, STREAM, 4);
        Commit second = stream.get(1);
        EventStore strict = second(FixtureOptions.defaults().withConflictDetector(ConflictDetector.strict()));

        assertThat(repeated(store(), withId(second.commitId(), sequence, revision, noted("x"))))
                .isEqualTo(second);
        assertThat(repeated(strict, withId(second.commitId(), sequence, revision, noted("x"))))
                .isEqualTo(second);
        assertThat(read()).isEqualTo(stream);
    }

    /** W4. */
    @Test
    void other_content_under_the_same_id_changes_nothing() {
        Commit stored = commit(first(noted("a")));
        Commit other = builder(TENANT, STREAM, 2, 4, noted("x"), noted("y"), noted("z"))
                .commitId(stored.commitId())
                .header("other", true)
                .commitStamp(STAMP.plusSeconds(9))
                .build();

        assertThat(repeated(store(), other)).isEqualTo(stored);
        assertThat(read()).containsExactly(stored);
    }

    /** W4. */
    @Test
    void the_same_id_in_another_stream_or_tenant_is_fine() {
        Commit stored = commit(first(noted("a")));
        UUID id = stored.commitId();

        Commit stream =
                commit(builder(TENANT, "other", 1, 1, noted("b")).commitId(id).build());
        Commit tenant =
                commit(builder("other", STREAM, 1, 1, noted("c")).commitId(id).build());

        assertThat(read()).containsExactly(stored);
        assertThat(read(store(), TENANT, "other")).containsExactly(stream);
        assertThat(read(store(), "other", STREAM)).containsExactly(tenant);
        assertThat(readAll()).containsExactly(stored, stream, tenant);
    }

    /** R9: the stream's commit of that id, as every read gives it, and of no other stream. */
    @Test
    void a_commit_is_found_by_its_id() {
        List<Commit> stream = fill(TENANT, STREAM, 30, 1, 3);
        Commit other = commit(firstOf(TENANT, "other", noted("other")));

        for (EventStore store : List.of(store(), second())) {
            for (int i : new int[] {0, 1, 17, 29}) {
                assertThat(found(store, STREAM, stream.get(i).commitId())).isEqualTo(stream.get(i));
            }
            assertThat(found(store, "other", other.commitId())).isEqualTo(other);
            assertThat(found(store, STREAM, other.commitId())).isNull();
            assertThat(found(store, "unknown", other.commitId())).isNull();
            assertThat(Await.valueOrNull(store.commits().find("unknown", STREAM, other.commitId())))
                    .isNull();
        }
    }

    /** R9: only what is stored is found. */
    @Test
    void the_ids_of_refused_and_purged_commits_are_not_found() {
        Commit stored = commit(first(noted("a")));
        Commit refused = first(noted("b"));
        Await.error(NonConflictingCommitException.class, store().commits().commit(refused));
        assertThat(found(store(), STREAM, refused.commitId())).isNull();
        assertThat(found(store(), STREAM, stored.commitId())).isEqualTo(stored);

        Await.done(store().management().purge(TENANT));

        assertThat(found(store(), STREAM, stored.commitId())).isNull();
        assertThat(found(second(), STREAM, stored.commitId())).isNull();
    }

    private static @Nullable Commit found(EventStore store, String stream, UUID id) {
        return Await.valueOrNull(store.commits().find(TENANT, stream, id));
    }

    /** W4, W2: exactly one is stored, and all the others are told about it. */
    @Test
    void eight_at_once_with_one_id_store_one_commit() {
        EventStore one = store();
        EventStore two = second();
        for (int round = 0; round < 10; round++) {
            Commit attempt = firstOf(TENANT, "round-" + round, noted("a"));
            List<Outcome<Commit>> outcomes =
                    Race.of(8, i -> (i % 2 == 0 ? one : two).commits().commit(attempt));

            Commit stored = outcomes.stream()
                    .filter(Outcome::succeeded)
                    .map(Outcome::get)
                    .reduce((a, b) -> {
                        throw new AssertionError("stored twice: " + a + " and " + b);
                    })
                    .orElseThrow(() -> new AssertionError("stored by nobody: " + outcomes));
            assertThat(outcomes.stream().filter(outcome -> !outcome.succeeded()))
                    .hasSize(7)
                    .allSatisfy(outcome -> assertThat(outcome.error())
                            .isInstanceOfSatisfying(
                                    DuplicateCommitException.class,
                                    duplicate ->
                                            assertThat(duplicate.storedCommit()).isEqualTo(stored)));
            assertThat(read(one, TENANT, "round-" + round)).containsExactly(stored);
        }
    }

    /** W4: at different sequences too, where more than one could find its place. */
    @Test
    void one_id_at_several_sequences_at_once_is_stored_once() {
        EventStore one = store();
        EventStore two = second();
        for (int round = 0; round < 10; round++) {
            String stream = "round-" + round;
            UUID id = UUID.randomUUID();
            List<Outcome<Commit>> outcomes = Race.of(
                    6,
                    i -> (i % 2 == 0 ? one : two)
                            .commits()
                            .commit(builder(TENANT, stream, 1 + i % 3, 1 + i % 3, noted("a"))
                                    .commitId(id)
                                    .build()));

            assertThat(outcomes.stream().filter(Outcome::succeeded)).hasSize(1);
            assertThat(read(one, TENANT, stream)).hasSize(1);
        }
    }

    /** W4: an id is used up by a commit that was stored, not by one that was refused. */
    @Test
    void the_loser_of_a_race_may_come_again_with_its_id() {
        Commit winner = commit(first(noted("a")));
        Commit loser = first(noted("b"));
        Await.error(NonConflictingCommitException.class, store().commits().commit(loser));

        Commit again = commit(withId(loser.commitId(), 2, 2, noted("b")));

        assertThat(read()).containsExactly(winner, again);
        assertThat(again.commitId()).isEqualTo(loser.commitId());
    }

    /** W4. */
    @Test
    void after_a_duplicate_the_stream_goes_on() {
        Commit one = commit(first(noted("a")));
        repeated(store(), withId(one.commitId(), 2, 2, noted("x")));

        Commit two = commit(after(one, noted("b")));

        assertThat(read()).containsExactly(one, two);
    }

    /** W4. */
    @Test
    void a_duplicate_among_other_streams_commits_hurts_none_of_them() {
        Commit stored = commit(first(noted("a")));
        List<Outcome<Commit>> outcomes = Race.of(
                12,
                i -> store().commits()
                        .commit(
                                i == 5
                                        ? withId(stored.commitId(), 2, 2, noted("x"))
                                        : firstOf(TENANT, "n" + i, noted("n"))));

        for (int i = 0; i < 12; i++) {
            assertThat(outcomes.get(i).succeeded())
                    .as("outcome %d: %s", i, outcomes.get(i))
                    .isEqualTo(i != 5);
        }
        assertThat(outcomes.get(5).failedWith(DuplicateCommitException.class)).isTrue();
        assertThat(readAll()).hasSize(12);
    }
}
