package io.aett.reactive.webflux;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.http.HttpHeaders;
import reactor.core.publisher.Mono;

/**
 * What {@code If-Match} and {@code If-None-Match} expect of a stream (RFC 9110, section 13).
 *
 * @param kind what is expected
 * @param revisions those that match; {@link #NEVER} stands for tags that no revision has, such as weak ones
 */
record Precondition(Kind kind, List<Long> revisions) {

    /** No stream gets there. */
    static final long NEVER = Long.MAX_VALUE;

    enum Kind {
        NONE,
        EXISTS,
        ABSENT,
        ONE_OF
    }

    private static final Pattern TAG = Pattern.compile("[ \\t]*(W/)?\"([\\x21\\x23-\\x7E\\x80-\\xFF]*)\"[ \\t]*");
    private static final Pattern REVISION = Pattern.compile("0|[1-9][0-9]{0,17}");

    static Precondition of(HttpHeaders headers) {
        List<String> match = headers.getOrEmpty(HttpHeaders.IF_MATCH);
        List<String> noneMatch = headers.getOrEmpty(HttpHeaders.IF_NONE_MATCH);
        if (!match.isEmpty() && !noneMatch.isEmpty()) {
            throw Problem.INVALID_REQUEST.because("a command has If-Match or If-None-Match, not both");
        }
        if (!noneMatch.isEmpty()) {
            return absent(String.join(",", noneMatch));
        }
        return match.isEmpty() ? new Precondition(Kind.NONE, List.of()) : matching(String.join(",", match));
    }

    private static Precondition absent(String value) {
        if (!value.strip().equals("*")) {
            throw Problem.INVALID_REQUEST.because("the only If-None-Match of a command is *");
        }
        return new Precondition(Kind.ABSENT, List.of(0L));
    }

    private static Precondition matching(String value) {
        return value.strip().equals("*")
                ? new Precondition(Kind.EXISTS, List.of())
                : new Precondition(Kind.ONE_OF, tags(value));
    }

    private static List<Long> tags(String value) {
        List<Long> revisions = new ArrayList<>();
        Matcher tag = TAG.matcher(value);
        int from = 0;
        while (from < value.length()) {
            if (!tag.region(from, value.length()).lookingAt()
                    || (tag.end() < value.length() && value.charAt(tag.end()) != ',')) {
                throw Problem.INVALID_REQUEST.because(
                        "If-Match is * or a list of entity tags in double quotes, such as \"5\"");
            }
            revisions.add(revision(tag.group(1) != null, tag.group(2)));
            from = tag.end() + 1;
        }
        if (revisions.isEmpty()) {
            throw Problem.INVALID_REQUEST.because("If-Match is empty");
        }
        return List.copyOf(revisions);
    }

    /** Tags are compared strongly. */
    private static long revision(boolean weak, String tag) {
        return !weak && REVISION.matcher(tag).matches() ? Long.parseLong(tag) : NEVER;
    }

    static boolean isIn(HttpHeaders headers) {
        return headers.containsHeader(HttpHeaders.IF_MATCH) || headers.containsHeader(HttpHeaders.IF_NONE_MATCH);
    }

    /**
     * The one revision to expect. Where the current one decides it is asked for. When it does not match, what is expected is a revision
     * that it is not: the update fails then, unless it is a repetition.
     */
    Mono<OptionalLong> expected(Mono<Long> current) {
        return switch (kind) {
            case NONE -> Mono.just(OptionalLong.empty());
            case EXISTS -> current.map(revision -> revision > 0 ? OptionalLong.empty() : OptionalLong.of(NEVER));
            case ABSENT -> Mono.just(OptionalLong.of(0));
            case ONE_OF ->
                revisions.size() == 1
                        ? Mono.just(OptionalLong.of(revisions.get(0)))
                        : current.map(revision ->
                                OptionalLong.of(revisions.contains(revision) ? revision : revisions.get(0)));
        };
    }
}
