package io.aett.reactive.sample;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/** Moments as people write them. */
final class Instants {

    private Instants() {}

    /**
     * The last moment that is meant: git's times are whole seconds, and a moment without fraction means its whole second; a day means its
     * whole day. Without an offset it is UTC.
     */
    static Instant parse(String text) {
        String iso = text.strip()
                .replaceFirst("^(\\S+) (\\d\\S*)", "$1T$2")
                .replaceFirst(" ?([+-]\\d\\d):?(\\d\\d)$", "$1:$2");
        try {
            if (iso.matches("[+-]?\\d{4,9}-\\d\\d-\\d\\d")) {
                return LocalDate.parse(iso)
                        .plusDays(1)
                        .atStartOfDay(ZoneOffset.UTC)
                        .toInstant()
                        .minusNanos(1);
            }
            boolean offset = iso.matches(".*T.*(Z|z|[+-]\\d\\d:\\d\\d)");
            Instant moment = offset
                    ? OffsetDateTime.parse(iso).toInstant()
                    : LocalDateTime.parse(iso).toInstant(ZoneOffset.UTC);
            Instant second = moment.truncatedTo(ChronoUnit.SECONDS);
            return moment.equals(second) ? second.plusNanos(999_999_999) : moment;
        } catch (DateTimeException | ArithmeticException none) {
            throw new BadInputException(
                    "'" + text + "' is not a time; write it as 2026-05-01T12:00:00Z or 2026-05-01", none);
        }
    }
}
