package io.aett.reactive.domain;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import reactor.util.context.ContextView;

/** The contributors of a repository: of equal names a later one's header counts, and the caller's goes before all. */
record Contributed(List<CommitHeaders> contributors) {

    /** Asked first, so that others may replace what it says. */
    static final Contributed CORRELATION = new Contributed(List.of(
            context -> Correlation.from(context).map(Correlation::headers).orElse(Map.of())));

    Contributed and(CommitHeaders... more) {
        return new Contributed(
                Stream.concat(contributors.stream(), Stream.of(more)).toList());
    }

    Map<String, Object> under(Map<String, Object> callers, ContextView context) {
        Map<String, Object> headers = new LinkedHashMap<>();
        contributors.forEach(contributor -> contribute(contributor, context, headers));
        headers.keySet().forEach(Outbox::requireNoneOfItsNames);
        headers.putAll(callers);
        return headers;
    }

    /** Reactor throws these two errors into the thread instead of signalling them, and the turn of an update would never end. */
    private static void contribute(CommitHeaders contributor, ContextView context, Map<String, Object> headers) {
        try {
            Map<String, Object> given = Objects.requireNonNull(contributor.from(context), "headers");
            given.forEach((name, value) -> headers.put(Objects.requireNonNull(name, "header name"), value));
        } catch (RuntimeException | LinkageError | StackOverflowError | AssertionError thrown) {
            throw new IllegalStateException(
                    "the commit headers of " + contributor.getClass().getName()
                            + " could not be had, and nothing was written: "
                            + thrown.getClass().getName(),
                    thrown);
        }
    }
}
