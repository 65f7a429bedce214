package io.aett.reactive.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.EventStoreException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import reactor.test.publisher.PublisherProbe;
import reactor.test.publisher.TestPublisher;

class TurnstileTest {

    private final Turnstile<Job> turnstile = new Turnstile<>(1, (first, next) -> true, TurnstileTest::oneAfterTheOther);

    /** Told the value of its work, or -1 when that is empty. */
    private static final class Job extends Guest<Integer> {

        final Mono<Integer> work;
        final int kind;

        Job(MonoSink<Integer> sink, Mono<Integer> work, int kind) {
            super(sink);
            this.work = work.defaultIfEmpty(-1);
            this.kind = kind;
        }
    }

    private static Mono<Void> oneAfterTheOther(List<Job> jobs) {
        return Flux.fromIterable(jobs)
                .concatMap(job -> job.work
                        .doOnNext(job::tell)
                        .onErrorResume(failure -> Mono.<Integer>empty().doOnSubscribe(s -> job.fail(failure))))
                .then();
    }

    private static Mono<Integer> inTurn(Turnstile<Job> through, String key, Mono<Integer> work) {
        return through.enter(key, sink -> new Job(sink, work, 0));
    }

    private Mono<Integer> inTurn(String key, Mono<Integer> work) {
        return inTurn(turnstile, key, work);
    }

    @Test
    void a_free_turn_runs_at_once() {
        StepVerifier.create(inTurn("k", Mono.just(1))).expectNext(1).verifyComplete();

        assertThat(turnstile.size()).isZero();
    }

    @Test
    void turns_of_one_key_run_one_after_the_other_in_order_of_subscription() {
        List<Sinks.One<Integer>> works = new ArrayList<>();
        List<String> log = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            int number = i;
            Sinks.One<Integer> work = Sinks.one();
            works.add(work);
            inTurn("k", Mono.defer(() -> {
                        log.add("begin " + number);
                        return work.asMono();
                    }))
                    .subscribe(value -> log.add("end " + value));
        }
        assertThat(log).containsExactly("begin 0");
        works.get(1).tryEmitValue(1);
        assertThat(log).containsExactly("begin 0");
        works.get(0).tryEmitValue(0);
        assertThat(log).containsExactly("begin 0", "end 0", "begin 1", "end 1", "begin 2");
        works.get(2).tryEmitValue(2);
        assertThat(turnstile.size()).isZero();
    }

    @Test
    void other_keys_do_not_wait() {
        Disposable holder = inTurn("a", Mono.never()).subscribe();

        StepVerifier.create(inTurn("b", Mono.just(1))).expectNext(1).verifyComplete();
        assertThat(turnstile.size()).isEqualTo(1);
        holder.dispose();
        assertThat(turnstile.size()).isZero();
    }

    @Test
    void a_failing_turn_passes_on() {
        TestPublisher<Integer> first = TestPublisher.create();
        List<Object> log = new ArrayList<>();
        inTurn("k", first.mono()).subscribe(log::add, failure -> log.add(failure.getMessage()));
        inTurn("k", Mono.just(2)).subscribe(log::add);
        first.error(new IllegalStateException("boom"));

        assertThat(log).containsExactly("boom", 2);
        assertThat(turnstile.size()).isZero();
    }

    @Test
    void a_fatal_error_of_the_work_or_of_who_hears_of_it_ends_this_turn_and_passes_on() {
        List<String> log = new ArrayList<>();
        Mono<Integer> broken = Mono.fromCallable(() -> {
            throw new NoClassDefFoundError("gone");
        });
        Sinks.One<Integer> first = Sinks.one();
        inTurn("k", first.asMono())
                .doOnNext(value -> {
                    throw new StackOverflowError();
                })
                .subscribe(value -> {}, error -> log.add(error.getClass().getSimpleName()));
        inTurn("k", broken).subscribe(value -> {}, error -> log.add(error.getMessage()));
        inTurn("k", Mono.just(3)).subscribe(value -> log.add("third"));
        first.tryEmitValue(1);

        assertThat(log).hasSize(3);
        assertThat(log.get(0)).isEqualTo("StackOverflowError");
        assertThat(log.get(1)).contains("gone");
        assertThat(log.get(2)).isEqualTo("third");
        assertThat(turnstile.size()).isZero();
    }

    @Test
    void cancelling_the_running_turn_cancels_its_work_and_passes_on() {
        PublisherProbe<Integer> probe = PublisherProbe.of(Mono.never());
        List<Integer> log = new ArrayList<>();
        Disposable running = inTurn("k", probe.mono()).subscribe();
        inTurn("k", Mono.just(2)).subscribe(log::add);
        running.dispose();

        probe.assertWasCancelled();
        assertThat(log).containsExactly(2);
        assertThat(turnstile.size()).isZero();
    }

    @Test
    void a_cancelled_waiter_leaves_the_queue_and_its_work_is_never_subscribed() {
        PublisherProbe<Integer> probe = PublisherProbe.of(Mono.just(1));
        Sinks.One<Integer> first = Sinks.one();
        List<Integer> log = new ArrayList<>();
        inTurn("k", first.asMono()).subscribe(log::add);
        Disposable waiter = inTurn("k", probe.mono()).subscribe();
        inTurn("k", Mono.just(3)).subscribe(log::add);
        waiter.dispose();
        first.tryEmitValue(1);

        probe.assertWasNotSubscribed();
        assertThat(log).containsExactly(1, 3);
        assertThat(turnstile.size()).isZero();
    }

    @Test
    void those_who_wait_go_in_together_up_to_the_bound_and_in_order() {
        List<Integer> sizes = new ArrayList<>();
        Turnstile<Job> two = new Turnstile<>(2, (first, next) -> true, jobs -> {
            sizes.add(jobs.size());
            return oneAfterTheOther(jobs);
        });
        Sinks.One<Integer> first = Sinks.one();
        List<Integer> log = new ArrayList<>();
        inTurn(two, "k", first.asMono()).subscribe(log::add);
        IntStream.range(2, 5).forEach(i -> inTurn(two, "k", Mono.just(i)).subscribe(log::add));
        assertThat(sizes).containsExactly(1);
        first.tryEmitValue(1);

        assertThat(sizes).containsExactly(1, 2, 1);
        assertThat(log).containsExactly(1, 2, 3, 4);
        assertThat(two.size()).isZero();
    }

    @Test
    void who_does_not_fit_to_the_first_of_a_round_begins_the_next_one() {
        List<Integer> sizes = new ArrayList<>();
        Turnstile<Job> alike = new Turnstile<>(9, (first, next) -> first.kind == next.kind, jobs -> {
            sizes.add(jobs.size());
            return oneAfterTheOther(jobs);
        });
        Sinks.One<Integer> first = Sinks.one();
        inTurn(alike, "k", first.asMono()).subscribe();
        for (int kind : new int[] {1, 1, 2, 1}) {
            alike.<Integer>enter("k", sink -> new Job(sink, Mono.just(1), kind)).subscribe();
        }
        first.tryEmitValue(1);

        assertThat(sizes).containsExactly(1, 2, 1, 1);
        assertThat(alike.size()).isZero();
    }

    @Test
    void a_round_outlives_guests_who_cancel_until_the_last_one_does() {
        Turnstile<Job> nine = new Turnstile<>(9, (first, next) -> true, TurnstileTest::oneAfterTheOther);
        PublisherProbe<Integer> probe = PublisherProbe.of(Mono.never());
        Sinks.One<Integer> first = Sinks.one();
        List<Integer> log = new ArrayList<>();
        inTurn(nine, "k", first.asMono()).subscribe();
        Disposable one = inTurn(nine, "k", probe.mono()).subscribe();
        Disposable two = inTurn(nine, "k", Mono.just(2)).subscribe();
        first.tryEmitValue(1);
        inTurn(nine, "k", Mono.just(3)).subscribe(log::add);

        one.dispose();
        probe.assertWasNotCancelled();
        assertThat(log).isEmpty();
        two.dispose();
        probe.assertWasCancelled();
        assertThat(log).containsExactly(3);
        assertThat(nine.size()).isZero();
    }

    @Test
    void a_round_that_throws_fails_all_its_guests_and_the_next_one_begins() {
        AtomicInteger rounds = new AtomicInteger();
        Turnstile<Job> nine = new Turnstile<>(9, (first, next) -> true, jobs -> {
            if (rounds.incrementAndGet() == 2) {
                throw new StackOverflowError();
            }
            return oneAfterTheOther(jobs);
        });
        Sinks.One<Integer> first = Sinks.one();
        List<Throwable> failures = new ArrayList<>();
        inTurn(nine, "k", first.asMono()).subscribe();
        inTurn(nine, "k", Mono.just(2)).subscribe(value -> {}, failures::add);
        inTurn(nine, "k", Mono.just(3)).subscribe(value -> {}, failures::add);
        first.tryEmitValue(1);

        assertThat(failures)
                .hasSize(2)
                .allSatisfy(failure -> assertThat(failure)
                        .isInstanceOf(EventStoreException.class)
                        .hasCauseInstanceOf(StackOverflowError.class));
        StepVerifier.create(inTurn(nine, "k", Mono.just(4))).expectNext(4).verifyComplete();
        assertThat(nine.size()).isZero();
    }

    @Test
    void one_alone_gives_his_context_to_the_round_and_several_give_none() {
        List<String> seen = new ArrayList<>();
        Turnstile<Job> nine = new Turnstile<>(
                9,
                (first, next) -> true,
                jobs -> Mono.deferContextual(context -> {
                    seen.add(context.getOrDefault("who", "nobody"));
                    return oneAfterTheOther(jobs);
                }));
        Sinks.One<Integer> first = Sinks.one();
        inTurn(nine, "k", first.asMono())
                .contextWrite(context -> context.put("who", "me"))
                .subscribe();
        for (int i = 0; i < 2; i++) {
            inTurn(nine, "k", Mono.just(1))
                    .contextWrite(context -> context.put("who", "me"))
                    .subscribe();
        }
        first.tryEmitValue(1);

        assertThat(seen).containsExactly("me", "nobody");
    }

    @Test
    void a_hundred_thousand_waiters_do_not_overflow_the_stack() {
        int count = 100_000;
        Sinks.Empty<Integer> first = Sinks.empty();
        AtomicInteger ended = new AtomicInteger();
        inTurn("k", first.asMono()).subscribe();
        for (int i = 0; i < count; i++) {
            inTurn("k", Mono.fromCallable(ended::incrementAndGet)).subscribe();
        }
        first.tryEmitEmpty();

        assertThat(ended).hasValue(count);
        assertThat(turnstile.size()).isZero();
    }

    @Test
    void a_hundred_thousand_cancelled_waiters_are_gone() {
        Sinks.Empty<Integer> first = Sinks.empty();
        inTurn("k", first.asMono()).subscribe();
        List<Disposable> waiters = IntStream.range(0, 100_000)
                .mapToObj(i -> inTurn("k", Mono.just(i)).subscribe())
                .toList();
        for (int i = waiters.size() - 1; i >= 0; i--) {
            waiters.get(i).dispose();
        }
        first.tryEmitEmpty();

        assertThat(turnstile.size()).isZero();
    }

    @Test
    void a_turn_can_be_asked_for_from_the_result_of_another() {
        Mono<Integer> chain = inTurn("k", Mono.just(1)).flatMap(one -> inTurn("k", Mono.just(one + 1)));

        StepVerifier.create(chain).expectNext(2).expectComplete().verify(Duration.ofSeconds(10));
        assertThat(turnstile.size()).isZero();
    }

    @Test
    void many_threads_never_overlap_and_none_is_forgotten() {
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger overlaps = new AtomicInteger();
        AtomicInteger ended = new AtomicInteger();
        Mono<Integer> work = Mono.fromCallable(() -> {
                    if (inside.incrementAndGet() != 1) {
                        overlaps.incrementAndGet();
                    }
                    return 1;
                })
                .publishOn(Schedulers.parallel())
                .doOnNext(value -> {
                    inside.decrementAndGet();
                    ended.incrementAndGet();
                });
        Flux<Integer> all =
                Flux.range(0, 20_000).flatMap(i -> inTurn("k", work).subscribeOn(Schedulers.parallel()), 64);

        StepVerifier.create(all).expectNextCount(20_000).expectComplete().verify(Duration.ofSeconds(60));
        assertThat(overlaps).hasValue(0);
        assertThat(ended).hasValue(20_000);
        assertThat(turnstile.size()).isZero();
    }

    @Test
    void random_cancels_from_many_threads_never_stop_the_queue() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        Flux<Integer> all = Flux.range(0, 20_000)
                .map(i -> random.nextInt(4))
                .flatMap(
                        kind -> {
                            Mono<Integer> turn = inTurn("k", Mono.just(kind).publishOn(Schedulers.parallel()))
                                    .subscribeOn(Schedulers.parallel());
                            return kind == 0
                                    ? turn.takeUntilOther(Mono.just(1).publishOn(Schedulers.parallel()))
                                    : turn;
                        },
                        64);

        StepVerifier.create(all.then(inTurn("k", Mono.just(9))))
                .as("seed " + seed)
                .expectNext(9)
                .expectComplete()
                .verify(Duration.ofSeconds(60));
        StepVerifier.create(Mono.fromCallable(turnstile::size)
                        .filter(size -> size == 0)
                        .repeatWhenEmpty(tries -> tries.delayElements(Duration.ofMillis(5))))
                .expectNext(0)
                .expectComplete()
                .verify(Duration.ofSeconds(10));
    }
}
