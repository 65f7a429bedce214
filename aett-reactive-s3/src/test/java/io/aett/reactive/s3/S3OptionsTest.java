package io.aett.reactive.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class S3OptionsTest {

    private static S3Options.Builder options() {
        return S3Options.builder().bucket("a-bucket");
    }

    @Test
    void the_bucket_is_required() {
        assertThatThrownBy(() -> S3Options.builder().build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("bucket");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "a b", "a?b", "../a", "-abc", "abc-", "a\nb", "bücket"})
    void a_bucket_has_a_buckets_name(String name) {
        assertThatThrownBy(() -> S3Options.builder().bucket(name).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("bucket");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", "/", "/a", "a//b", "a/../b", ".", "..", "a/.", "a b", "a%2Fb", "ä", "a\\b", "a?b", "a#b", "a\nb"
            })
    void a_prefix_is_of_characters_that_no_store_takes_for_something_else(String prefix) {
        assertThatThrownBy(() -> options().prefix(prefix).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("prefix");
        assertThatThrownBy(() -> options().prefix("x".repeat(201)).build()).hasMessageContaining("prefix");
    }

    @Test
    void a_prefix_is_a_folder() {
        assertThat(options().build().prefix()).isEqualTo("aett/");
        assertThat(options().prefix("a/b").build().prefix()).isEqualTo("a/b/");
        assertThat(options().prefix("a/b/").build().prefix()).isEqualTo("a/b/");
        assertThat(options().prefix("x".repeat(200)).build().prefix()).hasSize(201);
    }

    @Test
    void options_can_be_changed_into_others() {
        S3Options options = options()
                .prefix("p")
                .globalOrder(false)
                .parallelRequests(7)
                .sealDelay(Duration.ZERO)
                .pageSize(9)
                .build();
        S3Options same = options.toBuilder().build();

        assertThat(same.bucket()).isEqualTo("a-bucket");
        assertThat(same.prefix()).isEqualTo("p/");
        assertThat(same.globalOrder()).isFalse();
        assertThat(same.parallelRequests()).isEqualTo(7);
        assertThat(same.sealDelay()).isZero();
        assertThat(same.engine()).isEqualTo(options.engine());
        assertThat(options.toBuilder().pageSize(8).build().engine().pageSize()).isEqualTo(8);
        assertThatThrownBy(() -> options().parallelRequests(0).build()).hasMessageContaining("parallelRequests");
        assertThat(options().parallelRequests(1000).build().parallelRequests()).isEqualTo(1000);
        assertThatThrownBy(() -> options().parallelRequests(1001).build())
                .hasMessageContaining("option parallelRequests must be between 1 and 1000, but is 1001");
        assertThatThrownBy(() ->
                        options().sealDelay(ChronoUnit.FOREVER.getDuration()).build())
                .hasMessageContaining("sealDelay");
        assertThatThrownBy(() -> options().sealDelay(Duration.ofMillis(-1)).build())
                .hasMessageContaining("sealDelay");
    }
}
