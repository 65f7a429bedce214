package io.aett.reactive.cli.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InstantsTest {

    @ParameterizedTest
    @CsvSource({
        "2026-05-01, 2026-05-01T23:59:59.999999999Z",
        "2026-05-01T12:00:00Z, 2026-05-01T12:00:00.999999999Z",
        "2026-05-01T12:00:00.25Z, 2026-05-01T12:00:00.250Z",
        "2026-05-01T12:00, 2026-05-01T12:00:00.999999999Z",
        "2026-05-01 12:00, 2026-05-01T12:00:00.999999999Z",
        "2026-05-01T12:00:00+02:00, 2026-05-01T10:00:00.999999999Z",
        "2026-05-01 12:00:00 +0200, 2026-05-01T10:00:00.999999999Z",
        "0001-01-01, 0001-01-01T23:59:59.999999999Z"
    })
    void a_time_is_the_last_moment_that_it_can_mean(String text, String moment) {
        assertThat(Instants.parse(text)).hasToString(moment);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "now",
                "2026",
                "2026-13-01",
                "2026-02-29",
                "12:00",
                "2026-05-01T25:00Z",
                "999999999999-01-01"
            })
    void anything_else_is_refused(String text) {
        assertThatThrownBy(() -> Instants.parse(text)).isInstanceOf(BadInputException.class);
    }
}
