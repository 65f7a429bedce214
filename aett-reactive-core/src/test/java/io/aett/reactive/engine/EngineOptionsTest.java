package io.aett.reactive.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;

class EngineOptionsTest {

    private static final Map<String, BiFunction<Options, Duration, Options>> DURATIONS = Map.of(
            "commitTimeout", Options::commitTimeout,
            "readTimeout", Options::readTimeout,
            "minPollInterval",
                    (options, duration) -> options.minPollInterval(duration).maxPollInterval(duration),
            "maxPollInterval", Options::maxPollInterval);

    private static final class Options extends EngineOptions.Builder<Options> {
        @Override
        protected Options self() {
            return this;
        }

        EngineOptions build() {
            return engineOptions();
        }
    }

    @Test
    void a_duration_that_cannot_be_counted_is_refused_by_name() {
        List<Duration> uncountable = List.of(
                ChronoUnit.FOREVER.getDuration(),
                Duration.ofDays(25),
                EngineOptions.LONGEST.plusNanos(1),
                Duration.ofNanos(999_999),
                Duration.ZERO,
                Duration.ofSeconds(-1));
        DURATIONS.forEach((option, set) -> uncountable.forEach(duration -> assertThatThrownBy(
                        () -> set.apply(new Options(), duration).build())
                .as(option + " " + duration)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("option " + option)
                .hasMessageContaining("PT24H")));
    }

    @Test
    void a_page_has_1_to_100_000_commits_and_a_queue_at_least_1() {
        assertThat(new Options().pageSize(1).maxQueuedCommits(1).build().pageSize())
                .isEqualTo(1);
        assertThat(new Options()
                        .pageSize(100_000)
                        .maxQueuedCommits(Integer.MAX_VALUE)
                        .build()
                        .pageSize())
                .isEqualTo(100_000);

        for (int wrong : new int[] {Integer.MIN_VALUE, -1, 0, 100_001, Integer.MAX_VALUE}) {
            assertThatThrownBy(() -> new Options().pageSize(wrong).build())
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("option pageSize must be between 1 and 100000, but is " + wrong);
        }
        assertThatThrownBy(() -> new Options().maxQueuedCommits(0).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("option maxQueuedCommits must be at least 1, but is 0");
    }

    @Test
    void the_shortest_and_the_longest_are_taken() {
        DURATIONS.forEach((option, set) -> {
            assertThat(set.apply(new Options(), EngineOptions.LONGEST).build()).isNotNull();
            assertThat(set.apply(new Options().minPollInterval(Duration.ofMillis(1)), Duration.ofMillis(1))
                            .build())
                    .isNotNull();
        });
    }
}
