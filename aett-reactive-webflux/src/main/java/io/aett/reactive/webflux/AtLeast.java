package io.aett.reactive.webflux;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.springframework.http.HttpHeaders;

/** Checkpoints as clients send them back. */
final class AtLeast {

    /** The header of a read that has to see a checkpoint. */
    static final String HEADER = "Aett-At-Least";

    private static final Pattern CHECKPOINT = Pattern.compile("[0-9]{1,18}");

    private AtLeast() {}

    static Optional<Long> of(HttpHeaders headers) {
        return checkpoint(HEADER, headers.getOrEmpty(HEADER));
    }

    /** The one value, if there is one; anything but digits is a 400. */
    static Optional<Long> checkpoint(String header, List<String> values) {
        if (values.isEmpty()) {
            return Optional.empty();
        }
        if (values.size() > 1 || !CHECKPOINT.matcher(values.get(0)).matches()) {
            throw Problem.INVALID_REQUEST.because(header + " is there once, with a checkpoint that this server gave");
        }
        return Optional.of(Long.parseLong(values.get(0)));
    }
}
