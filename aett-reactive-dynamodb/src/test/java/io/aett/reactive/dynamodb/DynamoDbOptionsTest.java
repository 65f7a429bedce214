package io.aett.reactive.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DynamoDbOptionsTest {

    @Test
    void the_defaults_are_those_of_the_documentation() {
        DynamoDbOptions options = DynamoDbOptions.ofDefaults();

        assertThat(options.table()).isEqualTo("aett");
        assertThat(options.globalOrder()).isTrue();
        assertThat(options.sealDelay()).isEqualTo(Duration.ofMillis(500));
        assertThat(options.engine().minPollInterval()).isEqualTo(Duration.ofMillis(50));
    }

    @Test
    void a_copy_has_everything_of_the_original() {
        DynamoDbOptions options = DynamoDbOptions.builder()
                .table("other.table-1_2")
                .globalOrder(false)
                .sealDelay(Duration.ofSeconds(1))
                .pageSize(7)
                .minPollInterval(Duration.ofMillis(7))
                .build();

        DynamoDbOptions copy = options.toBuilder().build();

        assertThat(copy).usingRecursiveComparison().isEqualTo(options);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ab", "with space", "semi;colon", "a/b", "arn:aws:dynamodb", "'; drop", "tabl\u00e9"})
    void a_table_name_that_dynamodb_does_not_allow_is_refused(String name) {
        DynamoDbOptions.Builder builder = DynamoDbOptions.builder().table(name);

        assertThatIllegalArgumentException().isThrownBy(builder::build).withMessageContaining("option table");
    }

    @Test
    void a_table_name_has_3_to_255_characters() {
        assertThat(DynamoDbOptions.builder().table("abc").build().table()).hasSize(3);
        assertThat(DynamoDbOptions.builder().table("t".repeat(255)).build().table())
                .hasSize(255);
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> DynamoDbOptions.builder().table("t".repeat(256)).build())
                .withMessageContaining("option table");
    }

    @Test
    void a_seal_delay_of_nothing_or_for_ever_is_refused() {
        DynamoDbOptions.Builder builder = DynamoDbOptions.builder().sealDelay(Duration.ZERO);

        assertThatIllegalArgumentException().isThrownBy(builder::build).withMessageContaining("option sealDelay");
        builder.sealDelay(ChronoUnit.FOREVER.getDuration());
        assertThatIllegalArgumentException().isThrownBy(builder::build).withMessageContaining("option sealDelay");
    }
}
