package io.aett.reactive.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;

class BothTest {

    private static final IllegalStateException FIRST = new IllegalStateException("first");
    private static final IllegalStateException SECOND = new IllegalStateException("second");

    @Test
    void both_values_come_together() {
        StepVerifier.create(Both.of(Mono.just(1), Mono.just("two")))
                .assertNext(both -> {
                    assertThat(both.getT1()).isEqualTo(1);
                    assertThat(both.getT2()).isEqualTo("two");
                })
                .verifyComplete();
    }

    @Test
    void one_that_is_empty_makes_nothing_of_the_other() {
        StepVerifier.create(Both.of(Mono.empty(), Mono.just(2))).verifyComplete();
        StepVerifier.create(Both.of(Mono.just(1), Mono.empty())).verifyComplete();
    }

    @Test
    void one_that_fails_fails_it() {
        StepVerifier.create(Both.of(Mono.error(FIRST), Mono.just(2))).verifyErrorSatisfies(BothTest::isFirst);
        StepVerifier.create(Both.of(Mono.just(2), Mono.error(FIRST))).verifyErrorSatisfies(BothTest::isFirst);
        StepVerifier.create(Both.of(Mono.empty(), Mono.error(FIRST))).verifyErrorSatisfies(BothTest::isFirst);
    }

    /** Neither cares that it was cancelled, as one that is just failing does not. */
    @Test
    void when_both_fail_no_error_is_dropped_whichever_is_first() {
        for (boolean inOrder : List.of(true, false)) {
            TestPublisher<Integer> one = TestPublisher.createNoncompliant(TestPublisher.Violation.CLEANUP_ON_TERMINATE);
            TestPublisher<Integer> two = TestPublisher.createNoncompliant(TestPublisher.Violation.CLEANUP_ON_TERMINATE);
            StepVerifier.create(Both.of(one.mono(), two.mono()))
                    .then(() -> {
                        (inOrder ? one : two).error(inOrder ? FIRST : SECOND);
                        (inOrder ? two : one).error(inOrder ? SECOND : FIRST);
                    })
                    .expectErrorSatisfies(BothTest::isFirst)
                    .verifyThenAssertThat()
                    .hasNotDroppedErrors();
        }
    }

    @Test
    void who_cancels_cancels_both() {
        TestPublisher<Integer> one = TestPublisher.create();
        TestPublisher<Integer> two = TestPublisher.create();
        StepVerifier.create(Both.of(one.mono(), two.mono()))
                .then(() -> {
                    one.assertSubscribers(1);
                    two.assertSubscribers(1);
                })
                .thenCancel()
                .verify();
        one.assertCancelled();
        two.assertCancelled();
    }

    private static void isFirst(Throwable failure) {
        assertThat(failure).isSameAs(FIRST);
    }
}
