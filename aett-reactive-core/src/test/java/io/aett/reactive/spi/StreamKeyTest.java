package io.aett.reactive.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StreamKeyTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a\u0000b",
                "tab\t",
                "line\n",
                "\u0085",
                "\u009f",
                "\u007f",
                "\ud800",
                "x\udc00",
                "\udc00\ud800"
            })
    void an_id_that_is_empty_malformed_or_has_control_characters_is_refused(String id) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new StreamKey(id, "s"))
                .withMessageContaining("tenantId");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new StreamKey("t", id))
                .withMessageContaining("streamId");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                " ", "a b", "..", "/", "#", "%", "_", "|", ":", "é", "e\u0301", "\ufeff", "\u200b", "😀", "\u2028"
            })
    void everything_else_is_an_id_as_it_is(String id) {
        assertThat(new StreamKey(id, id).streamId()).isEqualTo(id);
    }

    @Test
    void the_limit_counts_utf8_bytes() {
        assertThat(new StreamKey("a".repeat(400), "😀".repeat(100))).isNotNull();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new StreamKey("a".repeat(401), "s"))
                .withMessageContaining("401");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new StreamKey("t", "é".repeat(201)))
                .withMessageContaining("402");
        assertThatIllegalArgumentException().isThrownBy(() -> new StreamKey("t", "😀".repeat(100) + "a"));
    }

    @Test
    @SuppressWarnings("NullAway")
    void null_is_refused_as_null() {
        assertThatNullPointerException().isThrownBy(() -> new StreamKey(null, "s"));
        assertThatNullPointerException().isThrownBy(() -> new StreamKey("t", null));
    }

    @Test
    void joined_keys_differ_for_all_pairs_of_different_streams() {
        List<String> parts =
                List.of("a", "ab", "abc", "b", "bc", "c", "1", "1:", ":", "1:a", "2:", "é", "e", "/", "a/b", "12", "2");
        Set<String> keys = new HashSet<>();
        for (String tenant : parts) {
            for (String stream : parts) {
                assertThat(keys.add(new StreamKey(tenant, stream).joined())).isTrue();
            }
        }
    }
}
