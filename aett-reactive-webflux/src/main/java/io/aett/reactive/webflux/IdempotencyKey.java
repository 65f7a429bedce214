package io.aett.reactive.webflux;

import io.aett.reactive.CommitIds;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.springframework.http.HttpHeaders;

/**
 * The key that a client draws for a command, in the header {@value #HEADER}: a string of RFC 8941 in double quotes, or the same without
 * them. What commit it names is part of the stored form.
 */
record IdempotencyKey(String value) {

    static final String HEADER = "Idempotency-Key";

    private static final UUID NAMESPACE = UUID.fromString("5f2b1c0e-8f5d-4d0a-9d53-0c1d6c9a7e41");
    private static final Pattern BARE = Pattern.compile("[!#-\\[\\]-~]{1,255}");
    private static final Pattern QUOTED = Pattern.compile("\"([ !#-\\[\\]-~]{1,255})\"");

    static Optional<IdempotencyKey> of(HttpHeaders headers) {
        List<String> values = headers.getOrEmpty(HEADER);
        if (values.isEmpty()) {
            return Optional.empty();
        }
        var quoted = QUOTED.matcher(values.get(0));
        if (values.size() == 1 && quoted.matches()) {
            return Optional.of(new IdempotencyKey(quoted.group(1)));
        }
        if (values.size() == 1 && BARE.matcher(values.get(0)).matches()) {
            return Optional.of(new IdempotencyKey(values.get(0)));
        }
        throw Problem.INVALID_REQUEST.because(
                HEADER + " is there once, with 1 to 255 printable ASCII characters, without backslashes");
    }

    /** The commit of this key in a stream: the same in every process, for ever. */
    UUID commitId(String tenantId, String streamId) {
        UUID tenant = CommitIds.derived(NAMESPACE, tenantId);
        return CommitIds.derived(CommitIds.derived(tenant, streamId), value);
    }
}
