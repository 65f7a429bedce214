package io.aett.reactive.spring.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What concerns every store.
 *
 * @param store which store it is, where several are on the class path
 * @param initialize whether the store is created at start: by default always in memory and on loopback addresses, and only checked anywhere else
 * @param initializeTimeout how long the start waits for the store
 * @param tenant the tenant of the AggregateRepository bean; without it there is none
 * @param pageSize the most commits of one page of a read, 1 to 100,000; who does not ask for all begins with 256
 * @param maxQueuedCommits commits that may wait or be under way at once; more are refused as unavailable
 * @param commitTimeout how long an append may take, and how long a commit may wait for its turn
 * @param readTimeout how long one page of a read may take
 * @param minPollInterval the shortest pause between two looks for new commits while following; by default 5 ms, and 50 ms on DynamoDB and S3
 * @param maxPollInterval the longest pause between two looks for new commits while following
 * @param topics where the classes of events are found
 * @param metrics meters of the store and of subscriptions
 * @param observations whether the store and what stands on it are observed
 * @param subscriptions options of subscriptions, by their names
 */
@ConfigurationProperties("aett")
record AettProperties(
        @Nullable StoreKind store,
        @Nullable Initialize initialize,
        @DefaultValue("2m") Duration initializeTimeout,
        @Nullable String tenant,
        @DefaultValue("384") int pageSize,
        @DefaultValue("10000") int maxQueuedCommits,
        @DefaultValue("30s") Duration commitTimeout,
        @DefaultValue("30s") Duration readTimeout,
        @Nullable Duration minPollInterval,
        @DefaultValue("1s") Duration maxPollInterval,
        @DefaultValue Topics topics,
        @DefaultValue Metrics metrics,
        @DefaultValue Observations observations,
        @DefaultValue Map<String, SubscriptionProperties> subscriptions) {

    SubscriptionProperties subscription(String name) {
        return subscriptions.getOrDefault(name, SubscriptionProperties.NONE);
    }

    /**
     * Where the classes of events are found.
     *
     * @param packages packages in which classes with a Topic annotation are looked for, besides those of the application
     */
    record Topics(@DefaultValue List<String> packages) {}

    /**
     * Meters of the store and of subscriptions.
     *
     * @param enabled whether the store is measured, where there is a MeterRegistry
     * @param subscriptionsEvery how often an application that runs subscriptions asks the store how all of them are; 0 for never
     */
    record Metrics(
            @DefaultValue("true") boolean enabled,
            @DefaultValue("15s") Duration subscriptionsEvery) {}

    /**
     * Timers and spans of commits, reads, updates, handlers and commands.
     *
     * @param enabled whether the store and what stands on it are observed, where there is an ObservationRegistry
     */
    record Observations(@DefaultValue("true") boolean enabled) {}
}
