package io.aett.reactive.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.CommitIds;
import io.aett.reactive.CommitOutcomeUnknownException;
import io.aett.reactive.StorageException;
import io.aett.reactive.StorageUnavailableException;
import io.aett.reactive.internal.Trampoline;
import io.aett.reactive.spi.AppendResult;
import io.aett.reactive.spi.EncodedCommit;
import io.aett.reactive.spi.FailureClassifier;
import io.aett.reactive.spi.StorageLimits;
import io.aett.reactive.spi.StreamKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;
import reactor.test.scheduler.VirtualTimeScheduler;

class GroupCommitTest {

    private static final CommitIds IDS = new CommitIds();

    private final ScriptedLog log = new ScriptedLog();
    private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
    private final List<Object> stored = new java.util.concurrent.CopyOnWriteArrayList<>();

    private GroupCommit group(int batchCommits, long batchBytes, int concurrent, int capacity) {
        return group(new StorageLimits(batchCommits, batchBytes, 1 << 20, 1 << 20, concurrent), capacity);
    }

    private GroupCommit group(StorageLimits limits, int capacity) {
        FailureClassifier byMessage = error -> FailureClassifier.Kind.valueOf(String.valueOf(error.getMessage()));
        return new GroupCommit(
                log,
                limits,
                new Failures("Scripted", byMessage),
                Duration.ofSeconds(10),
                capacity,
                time,
                stored::add,
                new Listeners());
    }

    private static EncodedCommit commit(String stream, long sequence) {
        return commit(stream, sequence, 10);
    }

    private static EncodedCommit commit(String stream, long sequence, int bytes) {
        return new EncodedCommit(
                new StreamKey("t", stream),
                sequence,
                sequence,
                1,
                IDS.get(),
                IDS.get(),
                Instant.EPOCH,
                new byte[bytes],
                0);
    }

    private static List<String> streams(List<EncodedCommit> batch) {
        return batch.stream()
                .map(commit -> commit.stream().streamId() + commit.sequence())
                .toList();
    }

    @Test
    void an_idle_store_sends_a_commit_at_once_on_the_callers_thread() {
        GroupCommit group = group(100, 1000, 1, 10);
        Mono<AppendResult> result = group.append(commit("a", 1));
        assertThat(log.batches).isEmpty();
        log.answerAtOnce = true;
        StepVerifier.create(result).expectNextCount(1).verifyComplete();
        assertThat(log.batches).hasSize(1);
        assertThat(log.threads).containsExactly(Thread.currentThread());
    }

    @Test
    void all_that_wait_go_together_when_the_append_under_way_ends() {
        GroupCommit group = group(100, 1000, 1, 100);
        List<AppendResult> results = new ArrayList<>();
        for (String stream : List.of("a", "b", "c", "d")) {
            group.append(commit(stream, 1)).subscribe(results::add);
        }
        assertThat(streams(log.batches.get(0))).containsExactly("a1");
        log.answer(0);
        assertThat(results).hasSize(1);
        assertThat(streams(log.batches.get(1))).containsExactly("b1", "c1", "d1");
        log.answer(1);
        assertThat(results).hasSize(4);
        assertThat(log.batches).hasSize(2);
    }

    @Test
    void a_batch_has_at_most_one_commit_of_a_stream_and_keeps_their_order() {
        GroupCommit group = group(100, 1000, 1, 100);
        group.append(commit("x", 1)).subscribe();
        group.append(commit("a", 1)).subscribe();
        group.append(commit("a", 2)).subscribe();
        group.append(commit("b", 1)).subscribe();
        log.answer(0);
        assertThat(streams(log.batches.get(1))).containsExactly("a1", "b1");
        log.answer(1);
        assertThat(streams(log.batches.get(2))).containsExactly("a2");
    }

    @Test
    void the_outcome_of_a_commit_whose_caller_left_is_no_lost_signal() {
        GroupCommit group = group(100, 1000, 1, 10);
        List<Object> lost = new ArrayList<>();
        Hooks.onNextDropped(lost::add);
        try {
            group.append(commit("a", 1)).subscribe().dispose();
            log.answer(0);
        } finally {
            Hooks.resetOnNextDropped();
        }
        assertThat(lost).isEmpty();
    }

    @Test
    void a_stream_that_is_under_way_is_in_no_other_append() {
        GroupCommit group = group(100, 1000, 2, 100);
        group.append(commit("a", 1)).subscribe();
        group.append(commit("a", 2)).subscribe();
        assertThat(log.batches).hasSize(1);
        group.append(commit("b", 1)).subscribe();
        assertThat(streams(log.batches.get(1))).containsExactly("b1");
        log.answer(1);
        assertThat(log.batches).hasSize(2);
        log.answer(0);
        assertThat(streams(log.batches.get(2))).containsExactly("a2");
    }

    @Test
    void batches_keep_to_the_limits_of_count_and_bytes() {
        GroupCommit group = group(3, 100, 1, 100);
        group.append(commit("first", 1)).subscribe();
        for (String stream : List.of("a", "b", "c", "d")) {
            group.append(commit(stream, 1)).subscribe();
        }
        group.append(commit("big", 1, 500)).subscribe();
        group.append(commit("e", 1)).subscribe();
        for (int i = 0; i < log.batches.size(); i++) {
            log.answer(i);
        }
        assertThat(log.batches.stream().map(GroupCommitTest::streams))
                .containsExactly(
                        List.of("first1"), List.of("a1", "b1", "c1"), List.of("d1"), List.of("big1"), List.of("e1"));
    }

    @Test
    void a_full_queue_refuses_at_once_and_takes_again_later() {
        GroupCommit group = group(100, 1000, 1, 2);
        group.append(commit("a", 1)).subscribe();
        group.append(commit("b", 1)).subscribe();
        StepVerifier.create(group.append(commit("c", 1)))
                .expectErrorSatisfies(error -> assertThat(error)
                        .isInstanceOf(StorageUnavailableException.class)
                        .hasMessageContaining("maxQueuedCommits"))
                .verify();
        log.answer(0);
        log.answerAtOnce = true;
        log.answer(1);
        StepVerifier.create(group.append(commit("c", 1))).expectNextCount(1).verifyComplete();
    }

    @Test
    void a_batch_refused_as_a_whole_is_sent_again_one_by_one() {
        GroupCommit group = group(100, 1000, 1, 100);
        List<Object> outcomes = new ArrayList<>();
        group.append(commit("x", 1)).subscribe();
        for (String stream : List.of("a", "b", "c")) {
            group.append(commit(stream, 1)).subscribe(outcomes::add, outcomes::add);
        }
        log.answer(0);
        log.fail(1, "FINAL");
        assertThat(outcomes).isEmpty();
        assertThat(streams(log.batches.get(2))).containsExactly("a1");
        log.answer(2);
        assertThat(streams(log.batches.get(3))).containsExactly("b1");
        log.fail(3, "FINAL");
        log.answer(4);
        assertThat(outcomes).hasSize(3);
        assertThat(outcomes.get(0)).isInstanceOf(AppendResult.Appended.class);
        assertThat(outcomes.get(1)).isInstanceOf(StorageException.class);
        assertThat(outcomes.get(2)).isInstanceOf(AppendResult.Appended.class);
    }

    @Test
    void an_unknown_outcome_is_the_answer_to_each_of_the_batch_and_nothing_is_sent_again() {
        GroupCommit group = group(100, 1000, 1, 100);
        List<Throwable> errors = new ArrayList<>();
        group.append(commit("x", 1)).subscribe();
        group.append(commit("a", 1)).subscribe(result -> {}, errors::add);
        group.append(commit("b", 1)).subscribe(result -> {}, errors::add);
        log.answer(0);
        log.fail(1, "UNKNOWN");
        assertThat(errors).hasSize(2).allMatch(error -> error instanceof CommitOutcomeUnknownException);
        assertThat(log.batches).hasSize(2);
    }

    @Test
    void an_append_that_hangs_ends_as_unknown_and_frees_its_place() {
        GroupCommit group = group(100, 1000, 1, 100);
        List<Throwable> errors = new ArrayList<>();
        group.append(commit("a", 1)).subscribe(result -> {}, errors::add);
        time.advanceTimeBy(Duration.ofSeconds(5));
        group.append(commit("b", 1)).subscribe();
        time.advanceTimeBy(Duration.ofSeconds(6));
        assertThat(errors).singleElement().isInstanceOf(CommitOutcomeUnknownException.class);
        assertThat(streams(log.batches.get(1))).containsExactly("b1");
    }

    @Test
    void a_commit_that_waited_longer_than_the_time_out_is_never_sent() {
        GroupCommit group = group(100, 1000, 1, 100);
        List<Throwable> errors = new ArrayList<>();
        group.append(commit("a", 1)).subscribe(result -> {}, error -> {});
        group.append(commit("a", 2)).subscribe(result -> {}, error -> {});
        group.append(commit("a", 3)).subscribe(result -> {}, errors::add);
        time.advanceTimeBy(Duration.ofSeconds(10));
        assertThat(log.batches).hasSize(2);
        time.advanceTimeBy(Duration.ofSeconds(10));
        assertThat(log.batches).hasSize(2);
        assertThat(errors).singleElement().isInstanceOf(StorageUnavailableException.class);
    }

    @Test
    void of_a_batch_only_those_that_waited_too_long_are_refused() {
        GroupCommit group = group(2, 1000, 1, 100);
        List<Throwable> errors = new ArrayList<>();
        for (String stream : List.of("under way", "next", "next too")) {
            group.append(commit(stream, 1)).subscribe(result -> {}, error -> {});
        }
        group.append(commit("late", 1)).subscribe(result -> {}, errors::add);
        time.advanceTimeBy(Duration.ofSeconds(15));
        group.append(commit("fresh", 1)).subscribe(result -> {}, errors::add);
        time.advanceTimeBy(Duration.ofSeconds(5));
        assertThat(errors).singleElement().isInstanceOf(StorageUnavailableException.class);
        assertThat(streams(log.batches.get(2))).containsExactly("fresh1");
    }

    @Test
    void cancelling_the_caller_does_not_cancel_the_append() {
        GroupCommit group = group(100, 1000, 1, 100);
        Disposable sent = group.append(commit("a", 1)).subscribe();
        Disposable queued = group.append(commit("b", 1)).subscribe();
        sent.dispose();
        queued.dispose();
        assertThat(log.cancelled).isFalse();
        log.answer(0);
        assertThat(streams(log.batches.get(1))).containsExactly("b1");
    }

    @Test
    void an_answer_with_the_wrong_number_of_results_leaves_the_outcome_unknown() {
        GroupCommit group = group(100, 1000, 1, 100);
        List<Throwable> errors = new ArrayList<>();
        group.append(commit("a", 1)).subscribe(result -> {}, errors::add);
        log.answers.get(0).tryEmitValue(List.of());
        assertThat(errors).singleElement().isInstanceOf(CommitOutcomeUnknownException.class);
    }

    @Test
    void idle_completes_when_the_last_append_has_ended() {
        GroupCommit group = group(100, 1000, 1, 100);
        group.append(commit("a", 1)).subscribe();
        StepVerifier.create(group.idle()).then(() -> log.answer(0)).verifyComplete();
        StepVerifier.create(group.idle()).verifyComplete();
    }

    /** Commits the streams' next commit whenever one of them is told, as a pipeline does. */
    private static Disposable pipeline(GroupCommit group, String... streams) {
        return Flux.just(streams)
                .flatMap(stream -> Flux.range(1, 100).concatMap(i -> group.append(commit(stream, i))), streams.length)
                .subscribe();
    }

    @Test
    void callers_who_commit_again_when_they_are_told_share_the_next_append() {
        GroupCommit group = group(100, 1000, 1, 100);
        pipeline(group, "a", "b", "c", "d");
        assertThat(streams(log.batches.get(0))).containsExactly("a1");
        log.answer(0);
        assertThat(streams(log.batches.get(1))).containsExactlyInAnyOrder("a2", "b1", "c1", "d1");
        log.answer(1);
        assertThat(streams(log.batches.get(2))).containsExactlyInAnyOrder("a3", "b2", "c2", "d2");
        assertThat(log.batches).hasSize(3);
    }

    @Test
    void no_append_takes_more_than_its_share_so_that_all_become_of_one_size() {
        GroupCommit group = group(100, 1000, 2, 100);
        pipeline(group, "a", "b", "c", "d", "e", "f", "g");
        for (int i = 0; i < 8; i++) {
            log.answer(i);
        }
        assertThat(log.batches.subList(0, 2)).allMatch(batch -> batch.size() == 1);
        assertThat(log.batches.subList(4, 10)).allMatch(batch -> batch.size() == 3 || batch.size() == 4);
        assertThat(log.batches).hasSize(10);
    }

    @Test
    void a_few_wait_for_the_append_under_way_where_another_is_not_worthwhile_for_them() {
        GroupCommit group = group(new StorageLimits(100, 1000, 1 << 20, 1 << 20, 2, 3), 100);
        List<String> streams = List.of("a", "b", "c", "d", "e");

        streams.forEach(stream -> group.append(commit(stream, 1)).subscribe());
        assertThat(log.batches).hasSize(1);
        group.append(commit("f", 1)).subscribe();
        assertThat(log.batches).hasSize(2);

        log.answer(0);
        assertThat(log.batches).hasSize(2);
        log.answer(1);
        assertThat(streams(log.batches.get(2))).hasSizeGreaterThan(1);
        for (int i = 2; i < log.batches.size(); i++) {
            log.answer(i);
        }
        assertThat(group.size()).isZero();
    }

    @Test
    void a_few_do_not_wait_for_an_append_that_hangs() {
        GroupCommit group = group(new StorageLimits(100, 1000, 1 << 20, 1 << 20, 2, 8), 100);
        List.of("a", "b", "c").forEach(stream -> group.append(commit(stream, 1)).subscribe());

        time.advanceTimeBy(GroupCommit.PATIENCE.minusMillis(1));
        assertThat(log.batches).hasSize(1);
        time.advanceTimeBy(Duration.ofMillis(1));
        assertThat(log.batches).hasSize(2);
        assertThat(streams(log.batches.get(1))).containsExactly("b1", "c1");

        long timers = time.getScheduledTaskCount();
        group.append(commit("d", 1)).subscribe();
        time.advanceTimeBy(GroupCommit.PATIENCE.multipliedBy(3));
        assertThat(log.batches).hasSize(2);
        assertThat(time.getScheduledTaskCount()).isEqualTo(timers);
        log.answer(1);
        assertThat(streams(log.batches.get(2))).containsExactly("d1");
        log.answer(0);
        log.answer(2);
        assertThat(group.size()).isZero();
    }

    @Test
    void a_caller_who_does_not_return_holds_up_the_others_for_a_moment_only() {
        GroupCommit group = group(100, 1000, 1, 100);
        List<Integer> sent = new ArrayList<>();
        group.append(commit("a", 1)).subscribe(told -> {
            sent.add(log.batches.size());
            time.advanceTimeBy(Duration.ofMillis(Trampoline.PATIENCE));
            sent.add(log.batches.size());
        });
        group.append(commit("b", 1)).subscribe();

        log.answer(0);

        assertThat(sent).containsExactly(1, 2);
        assertThat(streams(log.batches.get(1))).containsExactly("b1");
        log.answer(1);
        StepVerifier.create(group.idle()).verifyComplete();
        assertThat(log.batches).hasSize(2);
    }

    @Test
    void a_caller_who_waits_for_a_commit_of_his_own_before_he_returns_gets_it() {
        GroupCommit group = group(100, 1000, 1, 100);
        List<Object> inner = new ArrayList<>();
        group.append(commit("a", 1)).subscribe(told -> {
            group.append(commit("a", 2)).subscribe(inner::add);
            time.advanceTimeBy(Duration.ofMillis(Trampoline.PATIENCE));
            log.answer(1);
            assertThat(inner).hasSize(1);
        });
        log.answer(0);
        assertThat(inner).hasSize(1);
    }

    @Test
    void who_closes_when_told_need_not_return_first() {
        GroupCommit group = group(100, 1000, 1, 100);
        List<String> seen = new ArrayList<>();
        group.append(commit("a", 1)).subscribe(told -> {
            group.idle().subscribe(null, null, () -> seen.add("idle"));
            time.advanceTimeBy(Duration.ofMillis(Trampoline.PATIENCE));
            seen.add("returned");
        });
        log.answer(0);
        assertThat(seen).containsExactly("idle", "returned");
    }

    @Test
    void nobody_is_watched_when_nothing_waits() {
        GroupCommit group = group(100, 1000, 2, 100);
        group.append(commit("a", 1)).subscribe();
        log.answer(0);
        assertThat(time.getScheduledTaskCount()).as("of the time-out alone").isEqualTo(1);
    }

    @Test
    void ten_thousand_synchronous_appends_in_a_row_do_not_deepen_the_stack() {
        GroupCommit group = group(100, 1000, 1, 100);
        log.answerAtOnce = true;
        StepVerifier.create(Flux.range(1, 10_000)
                        .concatMap(i -> group.append(commit("a", i)))
                        .count())
                .expectNext(10_000L)
                .verifyComplete();
    }

    @Test
    void many_threads_get_one_answer_each_and_share_appends() {
        GroupCommit group = new GroupCommit(
                log,
                new StorageLimits(64, 1 << 20, 1 << 20, 1 << 20, 1),
                new Failures("Scripted", error -> FailureClassifier.Kind.UNKNOWN),
                Duration.ofSeconds(30),
                100_000,
                reactor.core.scheduler.Schedulers.parallel(),
                stored::add,
                new Listeners());
        log.answerOn = reactor.core.scheduler.Schedulers.single();
        Long answers = Flux.range(0, 64)
                .flatMap(
                        caller -> Flux.range(1, 100)
                                .concatMap(i -> group.append(commit("s" + caller, i)))
                                .subscribeOn(reactor.core.scheduler.Schedulers.boundedElastic()),
                        64)
                .count()
                .block(Duration.ofSeconds(60));
        assertThat(answers).isEqualTo(6_400);
        assertThat(log.batches.size()).isLessThan(3_200);
        assertThat(log.batches)
                .allSatisfy(batch -> assertThat(batch.stream()
                                .map(EncodedCommit::stream)
                                .distinct()
                                .count())
                        .isEqualTo(batch.size()));
    }

    /** Remembers batches; answers when told to. */
    private static final class ScriptedLog extends EmptyLog {

        final List<List<EncodedCommit>> batches = new java.util.concurrent.CopyOnWriteArrayList<>();
        final List<Sinks.One<List<AppendResult>>> answers = new java.util.concurrent.CopyOnWriteArrayList<>();
        final List<Thread> threads = new java.util.concurrent.CopyOnWriteArrayList<>();
        boolean answerAtOnce;
        boolean cancelled;
        reactor.core.scheduler.@org.jspecify.annotations.Nullable Scheduler answerOn;

        @Override
        public Mono<List<AppendResult>> append(List<EncodedCommit> batch) {
            batches.add(batch);
            threads.add(Thread.currentThread());
            if (answerAtOnce) {
                return Mono.just(results(batch));
            }
            if (answerOn != null) {
                return Mono.fromSupplier(() -> results(batch)).subscribeOn(answerOn);
            }
            Sinks.One<List<AppendResult>> answer = Sinks.one();
            answers.add(answer);
            return answer.asMono().doOnCancel(() -> cancelled = true);
        }

        void answer(int batch) {
            answers.get(batch).tryEmitValue(results(batches.get(batch)));
        }

        void fail(int batch, String kind) {
            answers.get(batch).tryEmitError(new IllegalStateException(kind));
        }

        private static List<AppendResult> results(List<EncodedCommit> batch) {
            List<AppendResult> results = new ArrayList<>();
            batch.forEach(commit -> results.add(new AppendResult.Appended(1, commit.stamp())));
            return results;
        }
    }
}
