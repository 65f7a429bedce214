package io.aett.reactive.spring.actuate;

import io.aett.reactive.subscription.StartFrom;
import java.time.Instant;
import java.time.format.DateTimeParseException;

/** How properties and requests say where a subscription begins. */
public final class Beginning {

    private Beginning() {}

    /**
     * {@code beginning}, {@code end}, a checkpoint, or a time such as {@code 2026-01-01T00:00:00Z}.
     *
     * @throws IllegalArgumentException if it is none of these
     */
    public static StartFrom of(String said) {
        if (said.equals("beginning")) {
            return StartFrom.beginning();
        }
        if (said.equals("end")) {
            return StartFrom.end();
        }
        if (said.matches("[0-9]{1,18}")) {
            return StartFrom.checkpoint(Long.parseLong(said));
        }
        try {
            return StartFrom.instant(Instant.parse(said));
        } catch (DateTimeParseException unknown) {
            throw new IllegalArgumentException(
                    "where to begin must be beginning, end, a checkpoint or a time such as 2026-01-01T00:00:00Z, but is "
                            + said,
                    unknown);
        }
    }
}
