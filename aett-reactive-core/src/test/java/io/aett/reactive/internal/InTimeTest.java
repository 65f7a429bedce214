package io.aett.reactive.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscriber;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;
import reactor.test.scheduler.VirtualTimeScheduler;

class InTimeTest {

    private static final Duration TIME = Duration.ofSeconds(1);

    private final VirtualTimeScheduler clock = VirtualTimeScheduler.create();
    private final TestPublisher<String> work = TestPublisher.create();

    private Mono<String> within() {
        return InTime.of(work.mono(), TIME, Mono.just("otherwise"), clock);
    }

    @Test
    void what_comes_in_time_is_given() {
        StepVerifier.create(within())
                .then(() -> work.emit("value"))
                .expectNext("value")
                .verifyComplete();
        StepVerifier.create(InTime.of(Mono.<String>empty(), TIME, Mono.just("otherwise"), clock))
                .verifyComplete();
        StepVerifier.create(InTime.of(
                        Mono.<String>error(new IllegalStateException("own")), TIME, Mono.just("otherwise"), clock))
                .verifyErrorMessage("own");
    }

    @Test
    void what_takes_longer_is_cancelled_and_the_other_subscribed_to() {
        StepVerifier.create(within())
                .then(() -> clock.advanceTimeBy(TIME.minusMillis(1)))
                .then(work::assertNotCancelled)
                .then(() -> clock.advanceTimeBy(Duration.ofMillis(1)))
                .expectNext("otherwise")
                .verifyComplete();
        work.assertCancelled();

        StepVerifier.create(InTime.of(Mono.never(), TIME, Mono.error(new TimeoutException("late")), clock))
                .then(() -> clock.advanceTimeBy(TIME))
                .verifyErrorMessage("late");
    }

    @Test
    void who_leaves_cancels_the_work() {
        StepVerifier.create(within()).thenCancel().verify();

        work.assertCancelled();
    }

    /** What ends although it was cancelled, as drivers do whose own time is over in the same moment. */
    private static final class Deaf extends Mono<String> {

        private Subscriber<? super String> subscriber = Operators.emptySubscriber();

        @Override
        public void subscribe(CoreSubscriber<? super String> actual) {
            subscriber = actual;
            actual.onSubscribe(Operators.emptySubscription());
        }
    }

    @Test
    void what_is_said_later_is_dropped_in_silence() {
        List<Object> dropped = new ArrayList<>();
        Hooks.onErrorDropped(dropped::add);
        Hooks.onNextDropped(dropped::add);
        try {
            for (boolean fails : new boolean[] {true, false}) {
                Deaf deaf = new Deaf();
                StepVerifier.create(InTime.of(deaf, TIME, Mono.just("otherwise"), clock))
                        .then(() -> clock.advanceTimeBy(TIME))
                        .expectNext("otherwise")
                        .verifyComplete();
                if (fails) {
                    deaf.subscriber.onError(new IllegalStateException("late"));
                } else {
                    deaf.subscriber.onNext("late");
                    deaf.subscriber.onComplete();
                }
            }
        } finally {
            Hooks.resetOnErrorDropped();
            Hooks.resetOnNextDropped();
        }

        assertThat(dropped).isEmpty();
    }
}
