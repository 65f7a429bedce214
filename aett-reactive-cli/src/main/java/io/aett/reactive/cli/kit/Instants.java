package io.aett.reactive.cli.kit;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/** Moments as people write them. Text that is none is a {@link BadInputException}. */
public final class Instants {

    private Instants() {}

    /**
     * The last moment that is meant: a moment without fraction means its whole second; a day means its
     * whole day. Without an offset it is UTC.
     */
    public static Instant parse(String text) {
        String iso = iso(text);
        Instant moment = first(text);
        if (isDay(iso)) {
            return moment.plus(1, ChronoUnit.DAYS).minusNanos(1);
        }
        Instant second = moment.truncatedTo(ChronoUnit.SECONDS);
        return moment.equals(second) ? second.plusNanos(999_999_999) : moment;
    }

    /** The first moment that is meant. */
    public static Instant first(String text) {
        String iso = iso(text);
        try {
            if (isDay(iso)) {
                // The day has to have an end, too.
                return LocalDate.parse(iso)
                        .plusDays(1)
                        .atStartOfDay(ZoneOffset.UTC)
                        .toInstant()
                        .minus(1, ChronoUnit.DAYS);
            }
            boolean offset = iso.matches(".*T.*(Z|z|[+-]\\d\\d:\\d\\d)");
            return offset
                    ? OffsetDateTime.parse(iso).toInstant()
                    : LocalDateTime.parse(iso).toInstant(ZoneOffset.UTC);
        } catch (DateTimeException | ArithmeticException none) {
            throw new BadInputException(
                    "'" + text + "' is not a time; write it as 2026-05-01T12:00:00Z or 2026-05-01", none);
        }
    }

    private static boolean isDay(String iso) {
        return iso.matches("[+-]?\\d{4,9}-\\d\\d-\\d\\d");
    }

    private static String iso(String text) {
        return text.strip()
                .replaceFirst("^(\\S+) (\\d\\S*)", "$1T$2")
                .replaceFirst(" ?([+-]\\d\\d):?(\\d\\d)$", "$1:$2");
    }
}
