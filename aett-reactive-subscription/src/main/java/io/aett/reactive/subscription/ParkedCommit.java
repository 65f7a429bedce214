package io.aett.reactive.subscription;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A commit that was set aside: a reference to it, and why.
 *
 * @param subscription the subscription
 * @param slice the slice that its stream belongs to
 * @param tenantId the tenant
 * @param streamId the stream
 * @param commitSequence its place in the stream
 * @param checkpoint its place in the global order
 * @param error the class of the last failure; {@code null} for a commit that only waits behind another one of its stream
 * @param message what the last failure said, cut to {@value #MAX_MESSAGE} characters; {@code null} where there is none
 * @param attempts how often it was handed to the handler
 * @param parkedAt when, by the clock of the process that did it
 */
public record ParkedCommit(
        String subscription,
        int slice,
        String tenantId,
        String streamId,
        long commitSequence,
        long checkpoint,
        @Nullable String error,
        @Nullable String message,
        int attempts,
        Instant parkedAt) {

    /** The most characters of a message that are kept. */
    public static final int MAX_MESSAGE = 400;

    public ParkedCommit {
        Objects.requireNonNull(subscription, "subscription");
        Objects.requireNonNull(tenantId, "tenantId");
        Objects.requireNonNull(streamId, "streamId");
        Objects.requireNonNull(parkedAt, "parkedAt");
    }
}
