package io.aett.reactive.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

class LoadTest {

    private static final Duration LONG = Duration.ofHours(1);

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void every_caller_does_its_share(boolean threads) {
        AtomicLong sum = new AtomicLong();

        Sample sample =
                new Load(3, threads, LONG, 1000).run((caller, index) -> Mono.fromRunnable(() -> sum.addAndGet(index)));

        assertThat(sample.operations()).isEqualTo(3000);
        assertThat(sum).hasValue(3 * 999 * 1000 / 2);
    }

    @Test
    void operations_that_end_elsewhere_are_waited_for() {
        assertThat(new Load(2, false, LONG, 5)
                        .run((caller, index) -> Mono.delay(Duration.ofMillis(1)))
                        .operations())
                .isEqualTo(10);
    }

    @Test
    void the_failure_of_an_operation_is_the_failure_of_the_round() {
        assertThatThrownBy(() ->
                        new Load(2, false, LONG, 5).run((caller, index) -> Mono.error(new IllegalStateException("no"))))
                .hasMessageContaining("no");
    }

    @Test
    void quantiles_are_taken_of_all() {
        Latencies latencies = new Latencies();
        for (int i = 2000; i > 0; i--) {
            latencies.add(i);
        }

        assertThat(latencies.quantile(0.5)).isEqualTo(1000);
        assertThat(latencies.quantile(0.99)).isEqualTo(1980);
        assertThat(new Latencies().quantile(0.5)).isZero();
    }

    @Test
    void a_comparison_alternates_and_takes_the_median_of_the_ratios() {
        AtomicInteger turn = new AtomicInteger();

        Comparison comparison = Comparison.of(
                1,
                3,
                () -> new Sample(10L * turn.incrementAndGet(), 10, 10, 4, 4),
                () -> new Sample(5L * turn.incrementAndGet(), 10, 10, 8, 8));

        // Counting from the warm-up: raw 3, store 4; store 5, raw 6; raw 7, store 8.
        assertThat(comparison.pairs())
                .extracting(pair -> pair.store().operations())
                .containsExactly(40L, 50L, 80L);
        assertThat(comparison.ratio()).isEqualTo(80.0 / 35);
        assertThat(comparison.latencyRatio()).isEqualTo(0.5);
    }
}
