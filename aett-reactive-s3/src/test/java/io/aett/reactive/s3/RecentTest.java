package io.aett.reactive.s3;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RecentTest {

    @Test
    void what_was_not_used_for_longest_goes_when_there_are_too_many_bytes() {
        Recent<String, String> recent = new Recent<>(100, 10);
        recent.put("a", "A", 40);
        recent.put("b", "B", 40);
        assertThat(recent.get("a")).isEqualTo("A");

        recent.put("c", "C", 40);

        assertThat(recent.get("b")).isNull();
        assertThat(recent.any("A"::equals)).isEqualTo("A");
        assertThat(recent.any("B"::equals)).isNull();
        recent.put("d", "D", 101);
        assertThat(recent.get("a")).isNull();
        assertThat(recent.get("d")).isNull();
    }

    @Test
    void a_value_that_is_put_again_counts_once() {
        Recent<String, String> recent = new Recent<>(100, 2);
        recent.put("a", "A", 60);
        recent.put("a", "B", 60);
        recent.put("c", "C", 40);

        assertThat(recent.get("a")).isEqualTo("B");
        recent.put("d", "D", 0);
        assertThat(recent.get("c")).isNull();
    }
}
