package io.aett.reactive.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aett.reactive.testkit.events.TestEvents;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class OptionsTest {

    private static void refused(String option, PostgresOptions.Builder builder) {
        assertThatThrownBy(builder::build)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("option " + option);
    }

    @Test
    void what_is_wrong_is_named() {
        refused("writers", PostgresOptions.builder().writers(0));
        refused("writers", PostgresOptions.builder().writers(65));
        refused("readers", PostgresOptions.builder().readers(0));
        refused("readers", PostgresOptions.builder().readers(1001));
        refused("pageSize", PostgresOptions.builder().pageSize(0));
        refused("readTimeout", PostgresOptions.builder().readTimeout(Duration.ZERO));
        refused("notifications", PostgresOptions.builder().pgBouncer(true).notifications(true));
    }

    @Test
    void the_most_of_everything_is_taken() {
        PostgresOptions most = PostgresOptions.builder()
                .schema("s".repeat(48))
                .writers(64)
                .readers(1000)
                .build();

        assertThat(most.writers()).isEqualTo(64);
        assertThat(most.readers()).isEqualTo(1000);
        assertThatThrownBy(
                        () -> PostgresOptions.builder().schema("s".repeat(49)).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("schema");
    }

    @Test
    void a_builder_of_options_keeps_all_of_them() {
        PostgresOptions options = PostgresOptions.builder()
                .topicMap(TestEvents.topics())
                .schema("other")
                .writers(3)
                .readers(5)
                .notifications(false)
                .pageSize(7)
                .build();

        PostgresOptions same = options.toBuilder().build();

        assertThat(same.schema()).isEqualTo("other");
        assertThat(same.writers()).isEqualTo(3);
        assertThat(same.readers()).isEqualTo(5);
        assertThat(same.notifications(true)).isFalse();
        assertThat(same.engine()).isEqualTo(options.engine());
    }

    @Test
    void behind_pgbouncer_nobody_listens() {
        assertThat(PostgresOptions.ofDefaults().notifications(true)).isTrue();
        assertThat(PostgresOptions.builder().pgBouncer(true).build().notifications(true))
                .isFalse();
    }
}
