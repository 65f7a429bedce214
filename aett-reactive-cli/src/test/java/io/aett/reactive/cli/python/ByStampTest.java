package io.aett.reactive.cli.python;

import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.cli.python.ByStamp.Key;
import java.util.List;
import org.junit.jupiter.api.Test;

class ByStampTest {

    @Test
    void seconds_decide_between_streams_and_numbers_within_one() {
        List<Key> ordered = ByStamp.ordered(List.of(
                new Key("b", 1, 1, 10, "b1"),
                new Key("a", 3, 3, 12, "a3"),
                new Key("a", 2, 2, 5, "a2"),
                new Key("a", 1, 1, 11, "a1"),
                new Key("b", 2, 2, 11, "b2"),
                new Key("b", 10, 10, 11, "b10")));

        assertThat(ordered).extracting(Key::id).containsExactly("b1", "a1", "a2", "b2", "b10", "a3");
    }

    @Test
    void of_commits_of_one_number_that_of_the_lower_revision_comes_first() {
        List<Key> ordered = ByStamp.ordered(
                List.of(new Key("a", 2, 5, 10, "x"), new Key("a", 2, 4, 10, "y"), new Key("a", 1, 3, 10, "z")));

        assertThat(ordered).extracting(Key::id).containsExactly("z", "y", "x");
    }
}
