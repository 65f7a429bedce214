package io.aett.reactive.mongodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MongoOptionsTest {

    @Test
    void options_can_be_changed_into_others() {
        MongoOptions options = MongoOptions.builder()
                .database("events-1")
                .sealDelay(Duration.ofSeconds(1))
                .changeStreams(false)
                .pageSize(7)
                .build();

        MongoOptions same = options.toBuilder().build();

        assertThat(same.database()).isEqualTo("events-1");
        assertThat(same.sealDelay()).isEqualTo(Duration.ofSeconds(1));
        assertThat(same.changeStreams()).isFalse();
        assertThat(same.engine()).isEqualTo(options.engine());
        assertThat(MongoOptions.ofDefaults().database()).isEqualTo("aett");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a.b", "a/b", "$cmd", "a\u0000", "ä"})
    void a_database_name_that_is_not_plain_is_refused(String name) {
        MongoOptions.Builder builder = MongoOptions.builder().database(name);
        assertThatThrownBy(builder::build)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("database");
    }

    @Test
    void a_database_name_has_1_to_63_characters() {
        assertThat(MongoOptions.builder().database("d".repeat(63)).build().database())
                .hasSize(63);
        assertThatThrownBy(() -> MongoOptions.builder().database("d".repeat(64)).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("database");
    }

    @Test
    void a_delay_of_nothing_or_for_ever_is_refused() {
        MongoOptions.Builder builder = MongoOptions.builder().sealDelay(Duration.ZERO);
        assertThatThrownBy(builder::build).hasMessageContaining("sealDelay");
        builder.sealDelay(ChronoUnit.FOREVER.getDuration());
        assertThatThrownBy(builder::build).hasMessageContaining("sealDelay");
    }
}
