package io.aett.reactive.engine;

import static io.aett.reactive.engine.EngineFixture.STREAM;
import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.Commit;
import io.aett.reactive.ConflictDetector;
import io.aett.reactive.ConflictingCommitException;
import io.aett.reactive.DuplicateCommitException;
import io.aett.reactive.EventStore;
import io.aett.reactive.InvalidCommitException;
import io.aett.reactive.NonConflictingCommitException;
import io.aett.reactive.StorageUnavailableException;
import io.aett.reactive.engine.EngineFixture.Noted;
import io.aett.reactive.spi.AppendResult;
import io.aett.reactive.spi.EncodedCommit;
import io.aett.reactive.spi.Page;
import io.aett.reactive.spi.PageRequest;
import io.aett.reactive.spi.ReadView;
import io.aett.reactive.spi.StreamKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import reactor.test.scheduler.VirtualTimeScheduler;

class CommitWriterTest {

    private final AnsweringLog log = new AnsweringLog();

    private EventStore store(ConflictDetector detector) {
        return EventStoreEngine.create(
                EngineFixture.storage(log), EngineFixture.options(Schedulers.parallel(), detector));
    }

    private static Commit.Builder commit() {
        return Commit.builder()
                .tenantId("tenant")
                .streamId("stream")
                .streamRevision(3)
                .commitSequence(3)
                .event(new Noted("mine"));
    }

    private StepVerifier.FirstStep<Commit> committing(Commit commit) {
        return StepVerifier.create(store(ConflictDetector.empty()).commits().commit(commit));
    }

    @Test
    void the_answer_has_the_stored_checkpoint_and_the_stored_stamp() {
        Instant later = Instant.parse("2030-01-01T00:00:00.123456Z");
        log.answer = sent -> new AppendResult.Appended(42, later);
        Commit commit = commit().build();
        committing(commit)
                .assertNext(stored -> {
                    assertThat(stored.checkpointToken()).isEqualTo(42);
                    assertThat(stored.commitStamp()).isEqualTo(later);
                    assertThat(stored.events()).isEqualTo(commit.events());
                })
                .verifyComplete();
    }

    @Test
    void a_stamp_is_truncated_to_microseconds_before_it_is_sent() {
        committing(commit().commitStamp(Instant.parse("2026-01-01T00:00:00.123456789Z"))
                        .build())
                .expectNextCount(1)
                .verifyComplete();
        assertThat(log.sent.get(0).stamp()).isEqualTo(Instant.parse("2026-01-01T00:00:00.123456Z"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-000001-12-31T23:59:59Z", "0000-12-31T23:59:59.999999999Z", "+10000-01-01T00:00:00Z"})
    void a_stamp_outside_of_the_years_1_to_9999_is_refused(String stamp) {
        refused(commit().commitStamp(Instant.parse(stamp)).build(), "commitStamp");
    }

    @Test
    void the_last_nanosecond_of_the_year_9999_is_accepted() {
        committing(commit().commitStamp(Instant.parse("9999-12-31T23:59:59.999999999Z"))
                        .build())
                .expectNextCount(1)
                .verifyComplete();
    }

    @Test
    void what_is_refused_is_never_sent() {
        refused(commit().tenantId("").build(), "tenantId");
        refused(commit().streamId("a\nb").build(), "streamId");
        refused(Commit.builder().tenantId("t").streamId("s").build(), "at least one event");
        refused(commit().header("n", Double.NaN).build(), "header n");
        refused(commit().header("o", new Object()).build(), "header o");
        refused(commit().event("no topic").build(), "topic");
        refused(commit().event(new Noted("x".repeat(2000))).build(), "1024");
        assertThat(log.sent).isEmpty();
    }

    @Test
    void numbers_below_one_are_refused_after_the_commit_id_was_looked_up() {
        Commit commit = commit().commitSequence(0).build();
        refused(commit, "count from 1");
        refused(commit().streamRevision(0).build(), "count from 1");
        log.found = EngineFixture.stored(1, 9);
        committing(commit).verifyError(DuplicateCommitException.class);
        assertThat(log.sent).isEmpty();
    }

    @Test
    void a_look_up_of_the_commit_id_that_is_not_answered_ends_at_the_read_time_out() {
        log.unanswered = true;
        VirtualTimeScheduler time = VirtualTimeScheduler.create();
        EventStore store = EventStoreEngine.create(
                EngineFixture.storage(log), EngineFixture.options(time, ConflictDetector.empty()));
        List<Throwable> errors = new ArrayList<>();
        store.commits().commit(commit().commitSequence(0).build()).subscribe(stored -> {}, errors::add);
        time.advanceTimeBy(Duration.ofSeconds(10));
        assertThat(errors).singleElement().isInstanceOf(StorageUnavailableException.class);
    }

    @Test
    void a_commit_of_the_same_attempt_that_is_there_already_is_a_success() {
        log.answer = sent -> new AppendResult.AlreadyStored(sent.storedAs(5, sent.stamp()));
        committing(commit().build())
                .assertNext(stored -> assertThat(stored.checkpointToken()).isEqualTo(5))
                .verifyComplete();
    }

    @Test
    void a_commit_id_of_another_attempt_is_a_duplicate_that_carries_the_stored_commit() {
        log.answer = sent -> new AppendResult.AlreadyStored(EngineFixture.stored(2, 7));
        committing(commit().build())
                .expectErrorSatisfies(error -> assertThat(((DuplicateCommitException) error).storedCommit())
                        .satisfies(
                                stored -> assertThat(stored.checkpointToken()).isEqualTo(7))
                        .satisfies(stored -> assertThat(stored.commitSequence()).isEqualTo(2)))
                .verify();
    }

    @Test
    void a_gap_names_the_numbers_that_were_expected() {
        log.answer = sent -> new AppendResult.OutOfOrder(7, 19);
        committing(commit().build())
                .expectErrorSatisfies(error -> assertThat(error)
                        .isInstanceOf(InvalidCommitException.class)
                        .hasMessageContaining("sequence 8")
                        .hasMessageContaining("first revision 20"))
                .verify();
    }

    @Test
    void a_lost_race_without_a_detector_reads_nothing() {
        log.answer = sent -> new AppendResult.SequenceTaken(5, 6);
        committing(commit().build())
                .expectErrorSatisfies(error -> {
                    NonConflictingCommitException lost = (NonConflictingCommitException) error;
                    assertThat(lost.attemptedSequence()).isEqualTo(3);
                    assertThat(lost.headSequence()).isEqualTo(5);
                    assertThat(lost.headRevision()).isEqualTo(6);
                    assertThat(lost.tenantId()).isEqualTo("tenant");
                    assertThat(lost.streamId()).isEqualTo("stream");
                })
                .verify();
        assertThat(log.readAfter).isEmpty();
    }

    @Test
    void a_lost_race_asks_the_detector_about_the_commits_from_the_attempted_sequence_on() {
        log.answer = sent -> new AppendResult.SequenceTaken(5, 5);
        List<String> asked = new ArrayList<>();
        ConflictDetector detector = ConflictDetector.builder()
                .on(Noted.class, Noted.class, (mine, theirs) -> {
                    asked.add(mine.text() + "/" + theirs.text());
                    return theirs.text().equals("n5");
                })
                .build();
        StepVerifier.create(store(detector).commits().commit(commit().build()))
                .verifyError(ConflictingCommitException.class);
        assertThat(asked).containsExactly("mine/n3", "mine/n4", "mine/n5");
        assertThat(log.readAfter).containsExactly(2L);
    }

    @Test
    void each_subscription_is_an_attempt_of_its_own() {
        Mono<Commit> commit = store(ConflictDetector.empty()).commits().commit(commit().build());
        assertThat(log.sent).isEmpty();
        StepVerifier.create(commit.then(commit)).expectNextCount(1).verifyComplete();
        assertThat(log.sent).hasSize(2);
        assertThat(log.sent.get(0).nonce()).isNotEqualTo(log.sent.get(1).nonce());
    }

    private void refused(Commit commit, String message) {
        committing(commit)
                .expectErrorSatisfies(error -> assertThat(error)
                        .isInstanceOf(InvalidCommitException.class)
                        .hasMessageContaining(message))
                .verify();
    }

    private static final class AnsweringLog extends EmptyLog {

        final List<EncodedCommit> sent = new ArrayList<>();
        final List<Long> readAfter = new ArrayList<>();
        Function<EncodedCommit, AppendResult> answer = commit -> new AppendResult.Appended(1, commit.stamp());

        boolean unanswered;

        @Nullable
        EncodedCommit found;

        @Override
        public Mono<List<AppendResult>> append(List<EncodedCommit> batch) {
            return Mono.fromSupplier(() -> {
                sent.addAll(batch);
                return List.of(answer.apply(batch.get(0)));
            });
        }

        @Override
        public Mono<EncodedCommit> find(StreamKey stream, UUID commitId) {
            return unanswered ? Mono.never() : Mono.justOrEmpty(found);
        }

        @Override
        public Mono<Page> readStream(StreamKey stream, long minRevision, long maxRevision, PageRequest page) {
            assertThat(stream).isEqualTo(STREAM);
            readAfter.add(page.after());
            return Mono.just(new Page(
                    List.of(EngineFixture.stored(3, 3), EngineFixture.stored(4, 4), EngineFixture.stored(5, 5)),
                    5,
                    true,
                    new ReadView(STORE, Long.MAX_VALUE)));
        }
    }
}
