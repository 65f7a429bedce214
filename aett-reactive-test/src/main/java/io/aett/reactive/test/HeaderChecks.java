package io.aett.reactive.test;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is wrong with headers, or null. */
final class HeaderChecks {

    private HeaderChecks() {}

    static @Nullable String has(String subject, Map<String, Object> headers, String name, @Nullable Object value) {
        if (!headers.containsKey(name)) {
            return subject + ": expected header " + name + ", but found "
                    + (headers.isEmpty() ? "no headers" : headers.keySet());
        }
        List<Difference> differences = Differences.between(value, headers.get(name));
        return differences.isEmpty()
                ? null
                : subject + ": header " + name + " has another value\n\n"
                        + Difference.describe(differences, "expected", "found");
    }

    static @Nullable String hasNot(String subject, Map<String, Object> headers, String name) {
        return headers.containsKey(name)
                ? subject + ": expected no header " + name + ", but found it with " + Texts.of(headers.get(name))
                : null;
    }
}
