package io.aett.reactive.sealedlog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import org.junit.jupiter.api.Test;

class FurthestTest {

    private final Furthest<String, Integer> furthest = new Furthest<>(3, Comparator.naturalOrder());

    @Test
    void nothing_is_known_of_a_stream_that_was_not_seen() {
        assertThat(furthest.of("a")).isNull();
    }

    @Test
    void only_what_is_further_is_remembered() {
        furthest.reached("a", 5);
        furthest.reached("a", 3);
        assertThat(furthest.of("a")).isEqualTo(5);

        furthest.reached("a", 6);
        assertThat(furthest.of("a")).isEqualTo(6);
    }

    @Test
    void what_was_not_used_for_longest_is_forgotten() {
        furthest.reached("a", 1);
        furthest.reached("b", 1);
        furthest.reached("c", 1);
        assertThat(furthest.of("a")).isEqualTo(1);

        furthest.reached("d", 1);

        assertThat(furthest.of("b")).isNull();
        assertThat(furthest.of("a")).isEqualTo(1);
        assertThat(furthest.of("c")).isEqualTo(1);
        assertThat(furthest.of("d")).isEqualTo(1);
    }
}
