package io.aett.reactive.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;
import reactor.test.scheduler.VirtualTimeScheduler;

class DeadlinesTest {

    private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
    private final Deadlines deadlines = new Deadlines(Duration.ofSeconds(10), time);
    private final List<String> late = new ArrayList<>();

    @AfterEach
    void stop() {
        time.dispose();
    }

    private Disposable start(String name, Mono<?> operation) {
        return deadlines
                .bound(operation, TimeoutException::new)
                .subscribe(
                        value -> {},
                        error -> late.add(name + " " + error.getClass().getSimpleName()));
    }

    private void pass(int seconds) {
        time.advanceTimeBy(Duration.ofSeconds(seconds));
    }

    @Test
    void what_ends_while_it_is_subscribed_to_arms_no_timer() {
        StepVerifier.create(deadlines.bound(Mono.just(1), TimeoutException::new))
                .expectNext(1)
                .verifyComplete();
        StepVerifier.create(deadlines.bound(Mono.empty(), TimeoutException::new))
                .verifyComplete();
        StepVerifier.create(deadlines.bound(Mono.error(new IllegalStateException("no")), TimeoutException::new))
                .verifyErrorMessage("no");

        assertThat(time.getScheduledTaskCount()).isZero();
    }

    @Test
    void what_takes_too_long_is_cancelled_and_fails() {
        TestPublisher<String> never = TestPublisher.create();

        start("first", never.mono());
        pass(9);
        assertThat(late).isEmpty();
        pass(1);

        assertThat(late).containsExactly("first TimeoutException");
        never.assertCancelled();
    }

    @Test
    void each_has_its_own_time() {
        start("first", Mono.never());
        pass(4);
        start("second", Mono.never());
        pass(6);
        assertThat(late).containsExactly("first TimeoutException");
        pass(3);
        assertThat(late).hasSize(1);
        pass(1);
        assertThat(late).containsExactly("first TimeoutException", "second TimeoutException");
    }

    @Test
    void one_timer_serves_all_and_is_armed_again_after_it_was_idle() {
        Sinks.One<String> answer = Sinks.one();
        start("answered", answer.asMono());
        start("cancelled", Mono.never()).dispose();
        answer.tryEmitValue("in time");
        pass(5);
        start("third", Mono.never());
        assertThat(time.getScheduledTaskCount()).isOne();
        pass(10);
        assertThat(late).containsExactly("third TimeoutException");

        pass(100);
        start("much later", Mono.never());
        pass(9);
        assertThat(late).hasSize(1);
        pass(1);
        assertThat(late).hasSize(2);
    }

    @Test
    void one_who_throws_when_his_time_is_over_stops_no_other_clock() {
        List<Throwable> lost = new ArrayList<>();
        Hooks.onErrorDropped(lost::add);
        try {
            deadlines
                    .bound(Mono.never(), () -> {
                        throw new NoClassDefFoundError("late");
                    })
                    .subscribe();
            pass(1);
            start("second", Mono.never());
            pass(20);
            start("much later", Mono.never());
            pass(10);
        } finally {
            Hooks.resetOnErrorDropped();
        }
        assertThat(late).containsExactly("second TimeoutException", "much later TimeoutException");
        assertThat(lost).hasSize(1);
    }

    @Test
    void cancelling_cancels_the_operation() {
        TestPublisher<String> operation = TestPublisher.create();

        start("cancelled", operation.mono()).dispose();
        pass(20);

        operation.assertCancelled();
        assertThat(late).isEmpty();
    }

    @Test
    void who_was_due_first_is_told_first() {
        for (int i = 0; i < 50; i++) {
            start(i < 10 ? "0" + i : "" + i, Mono.never());
            time.advanceTimeBy(Duration.ofNanos(1));
        }
        pass(11);

        assertThat(late).hasSize(50).isSorted();
    }
}
