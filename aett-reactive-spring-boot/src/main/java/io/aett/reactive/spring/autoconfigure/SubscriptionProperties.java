package io.aett.reactive.spring.autoconfigure;

import io.aett.reactive.subscription.AfterRetries;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * One subscription. What is null is as its builder has it; what a Subscription bean of the application is built with is not changed.
 *
 * @param enabled whether this process runs it
 * @param maxLag beyond this lag its health is down; by default any lag is healthy
 * @param startFrom where it begins at its first run ever: beginning, end, a checkpoint, or a time such as 2026-01-01T00:00:00Z
 * @param tenants whose commits it gets; by default those of all
 * @param concurrency how many commits may be at work at once in this process
 * @param slices into how many units the streams are divided; fixed at the first run ever
 * @param attempts how often a commit is handed over before it has failed for good
 * @param firstBackoff how long to wait before the second attempt
 * @param longestBackoff how long to wait at most
 * @param afterRetries what becomes of a commit that failed for good
 * @param maxParked how many commits may be set aside
 * @param leaseTime within how long a process that died is replaced
 * @param stopTimeout how long the end waits for handlers at work
 */
record SubscriptionProperties(
        @DefaultValue("true") boolean enabled,
        @Nullable Duration maxLag,
        @Nullable String startFrom,
        @Nullable List<String> tenants,
        @Nullable Integer concurrency,
        @Nullable Integer slices,
        @Nullable Integer attempts,
        @Nullable Duration firstBackoff,
        @Nullable Duration longestBackoff,
        @Nullable AfterRetries afterRetries,
        @Nullable Integer maxParked,
        @Nullable Duration leaseTime,
        @Nullable Duration stopTimeout) {

    /** Nothing was said. */
    static final SubscriptionProperties NONE =
            new SubscriptionProperties(true, null, null, null, null, null, null, null, null, null, null, null, null);
}
