package io.aett.reactive.domain;

import static org.assertj.core.api.Assertions.assertThat;

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
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import reactor.test.publisher.PublisherProbe;
import reactor.test.publisher.TestPublisher;

class TurnstileTest {

    private final Turnstile turnstile = new Turnstile();

    @Test
    void a_free_turn_runs_at_once() {
        StepVerifier.create(turnstile.inTurn("k", Mono.just(1))).expectNext(1).verifyComplete();

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
            turnstile
                    .inTurn("k", Mono.defer(() -> {
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
        Disposable holder = turnstile.inTurn("a", Mono.never()).subscribe();

        StepVerifier.create(turnstile.inTurn("b", Mono.just(1))).expectNext(1).verifyComplete();
        assertThat(turnstile.size()).isEqualTo(1);
        holder.dispose();
        assertThat(turnstile.size()).isZero();
    }

    @Test
    void a_failing_turn_passes_on() {
        TestPublisher<Integer> first = TestPublisher.create();
        List<Object> log = new ArrayList<>();
        turnstile.inTurn("k", first.mono()).subscribe(log::add, failure -> log.add(failure.getMessage()));
        turnstile.inTurn("k", Mono.just(2)).subscribe(log::add);
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
        turnstile
                .inTurn("k", first.asMono())
                .doOnNext(value -> {
                    throw new StackOverflowError();
                })
                .subscribe(value -> {}, error -> log.add(error.getClass().getSimpleName()));
        turnstile.inTurn("k", broken).subscribe(value -> {}, error -> log.add(error.getMessage()));
        turnstile.inTurn("k", Mono.just(3)).subscribe(value -> log.add("third"));
        first.tryEmitValue(1);

        assertThat(log).hasSize(3);
        assertThat(log.get(0)).isEqualTo("EventStoreException");
        assertThat(log.get(1)).contains("gone");
        assertThat(log.get(2)).isEqualTo("third");
        assertThat(turnstile.size()).isZero();
    }

    @Test
    void cancelling_the_running_turn_cancels_its_work_and_passes_on() {
        PublisherProbe<Integer> probe = PublisherProbe.of(Mono.never());
        List<Integer> log = new ArrayList<>();
        Disposable running = turnstile.inTurn("k", probe.mono()).subscribe();
        turnstile.inTurn("k", Mono.just(2)).subscribe(log::add);
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
        turnstile.inTurn("k", first.asMono()).subscribe(log::add);
        Disposable waiter = turnstile.inTurn("k", probe.mono()).subscribe();
        turnstile.inTurn("k", Mono.just(3)).subscribe(log::add);
        waiter.dispose();
        first.tryEmitValue(1);

        probe.assertWasNotSubscribed();
        assertThat(log).containsExactly(1, 3);
        assertThat(turnstile.size()).isZero();
    }

    @Test
    void a_hundred_thousand_waiters_do_not_overflow_the_stack() {
        int count = 100_000;
        Sinks.Empty<Integer> first = Sinks.empty();
        AtomicInteger ended = new AtomicInteger();
        turnstile.inTurn("k", first.asMono()).subscribe();
        for (int i = 0; i < count; i++) {
            turnstile.inTurn("k", Mono.fromCallable(ended::incrementAndGet)).subscribe();
        }
        first.tryEmitEmpty();

        assertThat(ended).hasValue(count);
        assertThat(turnstile.size()).isZero();
    }

    @Test
    void a_hundred_thousand_cancelled_waiters_are_gone() {
        Sinks.Empty<Integer> first = Sinks.empty();
        turnstile.inTurn("k", first.asMono()).subscribe();
        List<Disposable> waiters = IntStream.range(0, 100_000)
                .mapToObj(i -> turnstile.inTurn("k", Mono.just(i)).subscribe())
                .toList();
        for (int i = waiters.size() - 1; i >= 0; i--) {
            waiters.get(i).dispose();
        }
        first.tryEmitEmpty();

        assertThat(turnstile.size()).isZero();
    }

    @Test
    void a_turn_can_be_asked_for_from_the_result_of_another() {
        Mono<Integer> chain =
                turnstile.inTurn("k", Mono.just(1)).flatMap(one -> turnstile.inTurn("k", Mono.just(one + 1)));

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
                Flux.range(0, 20_000).flatMap(i -> turnstile.inTurn("k", work).subscribeOn(Schedulers.parallel()), 64);

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
                            Mono<Integer> turn = turnstile
                                    .inTurn("k", Mono.just(kind).publishOn(Schedulers.parallel()))
                                    .subscribeOn(Schedulers.parallel());
                            return kind == 0
                                    ? turn.takeUntilOther(Mono.just(1).publishOn(Schedulers.parallel()))
                                    : turn;
                        },
                        64);

        StepVerifier.create(all.then(turnstile.inTurn("k", Mono.just(9))))
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
