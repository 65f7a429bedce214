package io.aett.reactive.s3;

import static io.aett.reactive.s3.S3RequestsTest.commitOf;
import static io.aett.reactive.s3.Wire.any;
import static io.aett.reactive.s3.Wire.gets;
import static io.aett.reactive.s3.Wire.puts;
import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.Commit;
import io.aett.reactive.CommitOutcomeUnknownException;
import io.aett.reactive.DuplicateCommitException;
import io.aett.reactive.EventStore;
import io.aett.reactive.InvalidCommitException;
import io.aett.reactive.NonConflictingCommitException;
import io.aett.reactive.StorageException;
import io.aett.reactive.StorageUnavailableException;
import io.aett.reactive.s3.Wire.Fault;
import io.aett.reactive.testkit.FixtureOptions;
import io.aett.reactive.testkit.always.AlwaysOn;
import io.aett.reactive.testkit.support.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/** Requests and answers that get lost, are refused or come late. */
@ExtendWith(AlwaysOn.class)
class S3FaultTest {

    private final S3Fixture data = new S3Fixture();
    private final EventStore store = data.open(FixtureOptions.defaults());
    private final S3Fixture.Second undisturbed = data.second();
    private final EventStore other = undisturbed.open(FixtureOptions.defaults());

    @BeforeEach
    void begin() {
        Await.done(other.management().initialize());
        commit(store, "begun", 1);
    }

    @AfterEach
    void close() {
        data.wire.heal();
        Await.done(undisturbed.dispose().then(data.dispose()));
    }

    private static Commit commit(EventStore store, String stream, long sequence) {
        return Await.value(store.commits().commit(commitOf(stream, sequence)));
    }

    private List<Commit> read(String stream) {
        return Await.all(other.commits().get("t", stream));
    }

    private List<Commit> all() {
        return Await.all(other.management().getFrom(0));
    }

    /** Stored once, in the stream and in the order. */
    private void assertStoredOnce(Commit commit) {
        assertThat(read(commit.streamId())).containsExactly(commit);
        assertThat(all())
                .filteredOn(c -> c.streamId().equals(commit.streamId()))
                .containsExactly(commit);
        assertThat(data.wire.harmsLeft()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/c/", "/log/"})
    void a_write_whose_answer_was_lost_is_recognised_by_the_sdks_own_retry(String kind) {
        data.wire.harm(1, puts(kind), Wire.answerLost());

        assertStoredOnce(commit(store, "s", 1));
        assertThat(commit(store, "s", 2).commitSequence()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/c/", "/log/", "/state/"})
    void a_request_that_was_lost_is_sent_again(String kind) {
        data.wire.harm(2, any(kind), Wire.requestLost());

        assertStoredOnce(commit(store, "s", 1));
    }

    @ParameterizedTest
    @CsvSource({
        "/c/,503,SlowDown",
        "/log/,503,SlowDown",
        "/c/,500,InternalError",
        "/log/,500,InternalError",
        "/c/,409,ConditionalRequestConflict",
        "/log/,409,ConditionalRequestConflict",
        "/c/,400,RequestTimeout",
        "/c/,400,IncompleteBody",
        "/log/,403,RequestTimeTooSkewed",
        "/state/,503,SlowDown"
    })
    void a_refusal_that_passes_is_waited_out(String kind, int status, String code) {
        data.wire.harm(1, any(kind), Wire.refused(status, code));

        assertStoredOnce(commit(store, "s", 1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/c/", "/log/"})
    void an_error_that_comes_after_the_write_took_effect_is_seen_through(String kind) {
        data.wire.harm(1, puts(kind), Wire.answeredWrongly(500, "InternalError"));

        assertStoredOnce(commit(store, "s", 1));
    }

    /** W5: the SDK repeats what got no answer, and is refused, say since its credentials have ended meanwhile. */
    @Test
    void a_refusal_of_the_sdks_own_retry_says_nothing_of_the_first_attempt_and_a_look_finds_it() {
        data.wire.harm(1, puts("/c/"), Wire.answerLost());
        data.wire.harm(1, puts("/c/"), Wire.refused(403, "AccessDenied"));

        assertStoredOnce(commit(store, "s", 1));
    }

    /** W5: as before, and who looks is refused, too; or the retry is told that something is there. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void a_refusal_after_a_write_that_may_have_taken_effect_leaves_the_outcome_unknown(int refusedRetries) {
        data.wire.harm(1, puts("/c/s/"), Wire.answerLost());
        data.wire.harm(refusedRetries, puts("/c/s/"), Wire.refused(403, "AccessDenied"));
        data.wire.harm(1, gets("/c/s/"), Wire.refused(403, "AccessDenied"));
        Commit commit = commitOf("s", 1);

        Await.error(CommitOutcomeUnknownException.class, store.commits().commit(commit));

        DuplicateCommitException again =
                Await.error(DuplicateCommitException.class, store.commits().commit(commit));
        assertStoredOnce(again.storedCommit());
    }

    /** W5. */
    @Test
    void a_refusal_after_a_write_that_was_lost_on_the_way_leaves_the_outcome_unknown() {
        data.wire.harm(1, puts("/c/s/"), Wire.requestLost());
        data.wire.harm(1, puts("/c/s/"), Wire.refused(403, "AccessDenied"));

        Await.error(CommitOutcomeUnknownException.class, store.commits().commit(commitOf("s", 1)));
    }

    /** W3: that the sequence is taken is known, and how far the stream went on is not needed for that. */
    @Test
    void a_lost_race_is_one_though_the_look_at_the_head_fails() {
        commit(store, "s", 1);
        commit(other, "s", 2);
        data.wire.harm(1000, gets("/c/s/0000000000000000003"), Wire.refused(403, "AccessDenied"));

        NonConflictingCommitException lost =
                Await.error(NonConflictingCommitException.class, store.commits().commit(commitOf("s", 2)));

        assertThat(lost.headSequence()).isEqualTo(2);
    }

    /** W5. */
    @Test
    void answers_that_stay_away_leave_the_outcome_unknown_and_the_same_id_finds_it_out() {
        data.wire.harm(1000, puts("/c/"), Wire.answerLost());
        data.wire.harm(1000, any("/c/"), Wire.requestLost());
        Commit commit = commitOf("s", 1);
        Await.error(CommitOutcomeUnknownException.class, store.commits().commit(commit));
        data.wire.heal();

        DuplicateCommitException again =
                Await.error(DuplicateCommitException.class, store.commits().commit(commit));

        assertThat(read("s")).containsExactly(again.storedCommit());
        assertThat(all()).contains(again.storedCommit()).hasSize(2);
    }

    @Test
    void commits_that_never_arrive_leave_the_outcome_unknown_and_can_be_repeated() {
        data.wire.harm(1000, puts("/c/"), Wire.requestLost());
        Commit commit = commitOf("s", 1);
        Await.error(CommitOutcomeUnknownException.class, store.commits().commit(commit));
        assertThat(read("s")).isEmpty();
        data.wire.heal();

        Commit stored = Await.value(store.commits().commit(commit));

        assertThat(read("s")).containsExactly(stored);
        assertThat(all()).hasSize(2).contains(stored);
    }

    @Test
    void what_fails_before_a_commit_was_sent_means_that_nothing_was_stored() {
        data.wire.harm(1000, puts("/log/"), Wire.answerLost());
        Commit commit = commitOf("s", 1);
        Await.error(StorageUnavailableException.class, store.commits().commit(commit));
        data.wire.heal();
        assertThat(read("s")).isEmpty();

        Commit stored = Await.value(store.commits().commit(commit));

        assertThat(read("s")).containsExactly(stored);
        assertThat(all()).hasSize(2).contains(stored);
    }

    @ParameterizedTest
    @CsvSource({"/log/,503,SlowDown", "/state/,500,InternalError"})
    void a_store_that_stays_overloaded_is_unavailable(String kind, int status, String code) {
        data.wire.harm(1000, any(kind), Wire.refused(status, code));

        Await.error(StorageUnavailableException.class, store.commits().commit(commitOf("s", 1)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/c/", "/log/", "/state/"})
    void a_permission_that_is_missing_is_a_final_error(String kind) {
        data.wire.harm(1000, any(kind), Wire.refused(403, "AccessDenied"));

        StorageException refused =
                Await.error(StorageException.class, store.commits().commit(commitOf("s", 1)));

        assertThat(refused.getMessage()).contains("403");
        assertThat(read("s")).isEmpty();
    }

    /** R5. */
    @Test
    void a_read_that_breaks_in_the_middle_ends_in_an_error() {
        for (int n = 1; n <= 20; n++) {
            commit(store, "s", n);
        }
        data.wire.harm(1000, any("/c/s/0000000000000000015"), Wire.requestLost());
        EventStore small = data.open(FixtureOptions.defaults().withPageSize(5));

        List<Commit> seen = new ArrayList<>();
        Await.error(
                StorageUnavailableException.class, small.commits().get("t", "s").doOnNext(seen::add));
        assertThat(seen).hasSize(10);
        Await.error(StorageUnavailableException.class, small.management().getFrom(0));
    }

    /** G2: a writer that stalls between announcing and writing loses the slot, and neither order nor commit. */
    @Test
    void a_writer_who_stalls_before_its_commit_is_overtaken_and_stores_it_behind() {
        CompletableFuture<Void> stalled = new CompletableFuture<>();
        data.wire.harm(1, puts("/c/"), Wire.held(stalled));
        CompletableFuture<Commit> late =
                store.commits().commit(commitOf("s", 1)).toFuture();
        Await.until(() -> "not announced", () -> data.wire.harmsLeft() == 0);
        Commit behind = commit(other, "elsewhere", 1);

        assertThat(all()).last().isEqualTo(behind);
        assertThat(Await.value(data.voids("t"))).isEqualTo(1);
        stalled.complete(null);

        Commit stored = Await.value(Mono.fromFuture(late));
        assertThat(stored.checkpointToken()).isGreaterThan(behind.checkpointToken());
        assertThat(stored.commitSequence()).isEqualTo(1);
        assertThat(read("s")).containsExactly(stored);
        assertThat(all()).last().isEqualTo(stored);
        assertThat(commit(other, "s", 2).commitSequence()).isEqualTo(2);
        assertThat(Await.all(other.commits().get("t", "s", 2, 2))).hasSize(1);
    }

    /** W5: the same commit from elsewhere, while its first writer stalls. */
    @Test
    void a_stalled_writer_and_one_who_repeats_its_commit_store_it_once() {
        CompletableFuture<Void> stalled = new CompletableFuture<>();
        data.wire.harm(1, puts("/c/"), Wire.held(stalled));
        Commit commit = commitOf("s", 1);
        CompletableFuture<Commit> late = store.commits().commit(commit).toFuture();
        Await.until(() -> "not announced", () -> data.wire.harmsLeft() == 0);

        Commit stored = Await.value(other.commits().commit(commit));
        stalled.complete(null);

        assertThat(Await.error(DuplicateCommitException.class, Mono.fromFuture(late))
                        .storedCommit())
                .isEqualTo(stored);
        assertStoredOnce(stored);
    }

    /** M2: nothing of a writer that stalled across a purge can be seen. */
    @Test
    void a_writer_who_stalls_across_a_purge_brings_nothing_back() {
        commit(store, "s", 1);
        commit(store, "s", 2);
        CompletableFuture<Void> stalled = new CompletableFuture<>();
        data.wire.harm(1, puts("/c/"), Wire.held(stalled));
        CompletableFuture<Commit> late =
                store.commits().commit(commitOf("s", 3)).toFuture();
        Await.until(() -> "not announced", () -> data.wire.harmsLeft() == 0);

        Await.done(other.management().purge("t"));
        Commit again = commit(other, "s", 1);
        stalled.complete(null);
        Await.done(Mono.fromFuture(late));

        assertThat(read("s")).containsExactly(again);
        assertThat(all()).containsExactly(again);
        assertThat(Await.all(store.commits().get("t", "s"))).containsExactly(again);
        assertThat(Await.all(store.management().getFrom(0))).containsExactly(again);
        Await.error(InvalidCommitException.class, store.commits().commit(commitOf("s", 4)));
        assertThat(commit(store, "s", 2).commitSequence()).isEqualTo(2);
    }

    /** M2: the same, when the log was announced before the purge and the state is looked at after it. */
    @Test
    void a_writer_who_announced_before_a_purge_and_sees_it_begins_again() {
        commit(store, "s", 1);
        CompletableFuture<Void> stalled = new CompletableFuture<>();
        data.wire.harm(1, any("/state/"), Wire.held(stalled));
        CompletableFuture<Commit> late =
                store.commits().commit(commitOf("s", 2)).toFuture();
        Await.until(() -> "not announced", () -> data.wire.harmsLeft() == 0);

        Await.done(other.management().purge("t"));
        stalled.complete(null);

        Await.error(InvalidCommitException.class, Mono.fromFuture(late));
        assertThat(all()).isEmpty();
    }

    /** M2: purges are one step, whoever dies in between. */
    @Test
    void a_purge_that_broke_off_can_be_repeated_and_was_either_done_or_not() {
        for (Fault fault : List.of(Wire.requestLost(), Wire.answerLost())) {
            for (String kind : List.of("/state/", "POST")) {
                Commit stored = commit(other, "p", 1);
                data.wire.harm(
                        1000,
                        kind.equals("POST") ? request -> request.method().name().equals("POST") : puts(kind),
                        fault);
                Await.error(
                        StorageUnavailableException.class, store.management().purge("t"));
                data.wire.heal();
                List<Commit> now = read("p");
                assertThat(now).isIn(List.of(), List.of(stored));

                Await.done(store.management().purge("t"));

                assertThat(read("p")).isEmpty();
                assertThat(all()).isEmpty();
                assertThat(Await.value(data.commits("t"))).isZero();
            }
        }
    }

    @Test
    void two_purges_at_once_are_one() {
        for (int round = 0; round < 5; round++) {
            commit(other, "p", 1);
            Await.done(Flux.merge(
                            store.management().purge("t"),
                            other.management().purge("t"),
                            store.management().purge("u"))
                    .then());
            assertThat(all()).isEmpty();
        }
        assertThat(commit(store, "p", 1).commitSequence()).isEqualTo(1);
    }

    /** W9, and the connections come back. */
    @Test
    void cancelling_a_commit_cancels_no_write() {
        CompletableFuture<Void> stalled = new CompletableFuture<>();
        data.wire.harm(1, puts("/c/"), Wire.held(stalled));
        CompletableFuture<Commit> given =
                store.commits().commit(commitOf("s", 1)).toFuture();
        Await.until(() -> "not announced", () -> data.wire.harmsLeft() == 0);

        given.cancel(true);
        stalled.complete(null);

        Await.until(() -> "not stored", () -> read("s").size() == 1);
        Await.until(() -> "under way", () -> data.wire.underWay() == 0);
    }

    /** W9, when the append itself is given up after its time-out. */
    @Test
    void a_time_out_cancels_no_write() {
        EventStore impatient = data.open(FixtureOptions.defaults().withTimeouts(Duration.ofMillis(500)));
        Await.value(impatient
                .commits()
                .commit(commitOf("first", 1))
                .retryWhen(Retry.max(100)
                        .filter(slow -> slow instanceof CommitOutcomeUnknownException
                                || slow instanceof StorageUnavailableException))
                .onErrorResume(DuplicateCommitException.class, found -> Mono.just(found.storedCommit())));
        CompletableFuture<Void> stalled = new CompletableFuture<>();
        data.wire.harm(1, puts("/c/"), Wire.held(stalled));
        Commit commit = commitOf("s", 1);

        Await.error(CommitOutcomeUnknownException.class, impatient.commits().commit(commit));
        stalled.complete(null);

        Await.until(() -> "not stored", () -> read("s").size() == 1);
        DuplicateCommitException again =
                Await.error(DuplicateCommitException.class, other.commits().commit(commit));
        assertStoredOnce(again.storedCommit());
    }

    @Test
    void a_slow_store_is_only_slow() {
        data.wire.harm(
                1000,
                any("/"),
                (http, request) ->
                        Mono.delay(Duration.ofMillis(20)).toFuture().thenCompose(waited -> http.execute(request)));
        Commit last = commit(store, "s", 1);
        for (int n = 2; n <= 5; n++) {
            last = commit(store, "s", n);
        }

        assertThat(Await.all(store.commits().get("t", "s"))).hasSize(5).last().isEqualTo(last);
    }
}
