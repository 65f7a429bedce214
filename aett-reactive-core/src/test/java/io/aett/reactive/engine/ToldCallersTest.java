package io.aett.reactive.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.CommitIds;
import io.aett.reactive.CommitOutcomeUnknownException;
import io.aett.reactive.StorageUnavailableException;
import io.aett.reactive.spi.AppendResult;
import io.aett.reactive.spi.EncodedCommit;
import io.aett.reactive.spi.FailureClassifier;
import io.aett.reactive.spi.StorageLimits;
import io.aett.reactive.spi.StreamKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.test.scheduler.VirtualTimeScheduler;

/** What callers hear when many of them come again, when the scheduler fails, and when the wall clock is set. */
class ToldCallersTest {

    private static final CommitIds IDS = new CommitIds();
    private static final Duration TIMEOUT = Duration.ofMillis(300);

    private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
    private final List<Sinks.One<List<AppendResult>>> answers = new ArrayList<>();
    private final List<String> contexts = new ArrayList<>();
    private final List<String> order = new ArrayList<>();
    private boolean answersAtOnce;

    private final EmptyLog log = new EmptyLog() {
        @Override
        public Mono<List<AppendResult>> append(List<EncodedCommit> batch) {
            return Mono.deferContextual(context -> {
                contexts.add(context.getOrDefault("caller", "none") + " of " + batch.size());
                List<AppendResult> results = new ArrayList<>();
                batch.forEach(commit -> results.add(new AppendResult.Appended(commit.sequence(), commit.stamp())));
                Sinks.One<List<AppendResult>> answer = Sinks.one();
                answers.add(answer);
                return answersAtOnce ? Mono.just(results) : answer.asMono();
            });
        }
    };

    private GroupCommit group(Scheduler scheduler) {
        return new GroupCommit(
                log,
                new StorageLimits(10_000, 1 << 30, 1 << 20, 1 << 20, 1),
                new Failures("Scripted", error -> FailureClassifier.Kind.UNKNOWN),
                TIMEOUT,
                10_000,
                scheduler,
                checkpoint -> order.add("stored " + checkpoint),
                new Listeners());
    }

    private static EncodedCommit commit(String stream, long sequence) {
        return new EncodedCommit(
                new StreamKey("t", stream),
                sequence,
                sequence,
                1,
                IDS.get(),
                IDS.get(),
                Instant.EPOCH,
                new byte[10],
                0);
    }

    private void answer(int batch, int size) {
        List<AppendResult> results = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            results.add(new AppendResult.Appended(i + 1, Instant.EPOCH));
        }
        answers.get(batch).tryEmitValue(results);
    }

    @Test
    void five_thousand_callers_who_come_again_after_a_time_out_are_all_heard() {
        GroupCommit group = group(time);
        AtomicInteger heard = new AtomicInteger();
        for (int i = 0; i < 5_000; i++) {
            group.append(commit("s" + i, 1))
                    .retry(1)
                    .doFinally(end -> heard.incrementAndGet())
                    .subscribe(result -> {}, error -> {});
            time.advanceTimeBy(Duration.ofNanos(1_000));
        }
        time.advanceTimeBy(Duration.ofMillis(301));
        answersAtOnce = true;
        time.advanceTimeBy(Duration.ofSeconds(10));

        assertThat(heard).hasValue(5_000);
    }

    @Test
    void a_hundred_thousand_commits_each_from_the_callback_of_the_one_before_do_not_deepen_the_stack() {
        answersAtOnce = true;
        GroupCommit group = group(time);
        AtomicInteger done = new AtomicInteger();
        next(group, done);

        assertThat(done).hasValue(100_000);
    }

    private void next(GroupCommit group, AtomicInteger done) {
        group.append(commit("s", done.get() + 1)).subscribe(result -> {
            if (done.incrementAndGet() < 100_000) {
                next(group, done);
            }
        });
    }

    @Test
    void each_caller_of_a_batch_has_an_exception_of_its_own() {
        GroupCommit group = group(time);
        List<Throwable> errors = new ArrayList<>();
        for (String stream : List.of("under way", "a", "b")) {
            group.append(commit(stream, 1)).subscribe(result -> {}, errors::add);
        }
        answer(0, 1);
        IllegalStateException cause = new IllegalStateException("reset");
        answers.get(1).tryEmitError(cause);

        assertThat(errors).hasSize(2).allMatch(error -> error instanceof CommitOutcomeUnknownException);
        assertThat(errors.get(0))
                .isNotSameAs(errors.get(1))
                .hasMessage(errors.get(1).getMessage());
        assertThat(errors).allMatch(error -> error.getCause() == cause);
        errors.get(0).addSuppressed(new IllegalStateException("the first caller's own"));
        assertThat(errors.get(1).getSuppressed()).isEmpty();
    }

    @Test
    void what_waited_too_long_or_timed_out_has_an_exception_of_its_own_too() {
        Failures failures = new Failures("Scripted", error -> FailureClassifier.Kind.UNKNOWN);
        StorageUnavailableException known = new StorageUnavailableException("busy", new IllegalStateException());

        assertThat(failures.ofAppend(known))
                .isNotSameAs(known)
                .isExactlyInstanceOf(StorageUnavailableException.class)
                .hasMessage("busy")
                .hasCause(known.getCause());
    }

    @Test
    void the_context_of_a_caller_reaches_the_append_of_his_commit_alone_and_no_shared_one() {
        GroupCommit group = group(time);
        for (String caller : List.of("ann", "bob", "eve")) {
            group.append(commit(caller, 1))
                    .contextWrite(context -> context.put("caller", caller))
                    .subscribe();
        }
        answer(0, 1);

        assertThat(contexts).containsExactly("ann of 1", "none of 2");
    }

    @Test
    void callers_hear_before_anybody_is_woken_by_what_was_stored() {
        GroupCommit group = group(time);
        for (String stream : List.of("under way", "a", "b")) {
            group.append(commit(stream, 1)).subscribe(result -> order.add("told " + stream));
        }
        answer(0, 1);
        answer(1, 2);

        assertThat(order).containsExactly("told under way", "stored 1", "told a", "told b", "stored 2");
    }

    /** Refuses one task, and has a wall clock that is set. */
    private static final class Moody implements Scheduler {
        final AtomicInteger refusals = new AtomicInteger();
        final AtomicLong set = new AtomicLong();

        @Override
        public Disposable schedule(Runnable task) {
            return Schedulers.parallel().schedule(task);
        }

        @Override
        public Disposable schedule(Runnable task, long delay, TimeUnit unit) {
            if (refusals.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                throw new RejectedExecutionException("once");
            }
            return Schedulers.parallel().schedule(task, delay, unit);
        }

        @Override
        public Worker createWorker() {
            return Schedulers.parallel().createWorker();
        }

        @Override
        public long now(TimeUnit unit) {
            return unit.convert(System.currentTimeMillis() + set.get(), TimeUnit.MILLISECONDS);
        }
    }

    @Test
    void a_scheduler_that_refuses_once_ends_one_operation_with_an_error_of_the_library() {
        Moody scheduler = new Moody();
        GroupCommit group = group(scheduler);
        List<Throwable> errors = new ArrayList<>();
        scheduler.refusals.set(1);

        group.append(commit("refused", 1)).subscribe(result -> {}, errors::add);
        assertThat(errors).singleElement().isInstanceOf(CommitOutcomeUnknownException.class);
        answersAtOnce = true;

        assertThat(group.append(commit("next", 1)).block(Duration.ofSeconds(30)))
                .isNotNull();
        answersAtOnce = false;
        Throwable late = group.append(commit("late", 1))
                .<Throwable>map(result -> new AssertionError())
                .onErrorResume(Mono::just)
                .block(Duration.ofSeconds(30));
        assertThat(late).hasMessageContaining("time-out");
    }

    @Test
    void a_wall_clock_that_is_set_back_or_forward_moves_no_time_out() {
        Moody scheduler = new Moody();
        GroupCommit group = group(scheduler);
        long start = System.nanoTime();
        List<Throwable> errors = new java.util.concurrent.CopyOnWriteArrayList<>();
        group.append(commit("sent", 1)).subscribe(result -> {}, errors::add);
        group.append(commit("sent", 2)).subscribe(result -> {}, errors::add);
        scheduler.set.set(Duration.ofHours(1).toMillis());
        answer(0, 1);
        assertThat(answers).as("not taken for late").hasSize(2);
        scheduler.set.set(-Duration.ofHours(1).toMillis());
        group.idle().block(Duration.ofSeconds(60));

        assertThat(errors).singleElement().isInstanceOf(CommitOutcomeUnknownException.class);
        assertThat(System.nanoTime() - start).isLessThan(TimeUnit.SECONDS.toNanos(60));
    }
}
