package io.aett.reactive.explorer;

import org.springframework.web.reactive.function.server.ServerRequest;

/** The query of a request, within bounds. */
final class Params {

    private Params() {}

    /** What must be there. */
    static String required(ServerRequest request, String name) {
        return request.queryParam(name)
                .orElseThrow(() -> Problem.BAD_REQUEST.because("the parameter " + name + " is missing"));
    }

    /** A text without blanks at its ends; empty when it is missing. */
    static String text(ServerRequest request, String name) {
        return request.queryParam(name).map(String::strip).orElse("");
    }

    /** A whole number, or the default when it is missing. */
    static long number(ServerRequest request, String name, long otherwise, long min, long max) {
        String value = text(request, name);
        if (value.isEmpty()) {
            return otherwise;
        }
        try {
            long number = Long.parseLong(value);
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw notANumber(name, min, max);
        }
        throw notANumber(name, min, max);
    }

    private static Problem.Refused notANumber(String name, long min, long max) {
        return Problem.BAD_REQUEST.because(
                name + " must be a whole number from " + min + (max == Long.MAX_VALUE ? "" : " to " + max));
    }
}
