package io.aett.reactive.subscription;

import io.aett.reactive.EventMessage;
import io.aett.reactive.EventStore;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Scheduler;

/** All options of a subscription, checked. See {@link Subscription.Builder}. */
record Settings(
        String name,
        EventStore store,
        StartFrom startFrom,
        Set<String> tenants,
        List<Class<?>> events,
        int concurrency,
        int slices,
        int attempts,
        Duration firstBackoff,
        Duration longestBackoff,
        Predicate<? super Throwable> retryIf,
        AfterRetries afterRetries,
        int maxParked,
        int checkpointCommits,
        Duration checkpointWithin,
        Duration leaseTime,
        Duration stopTimeout,
        Handling handling,
        Clock clock,
        Scheduler scheduler,
        Chance chance,
        @Nullable String kind) {

    private static final Duration GIVE_UP = Duration.ofSeconds(5);

    String space() {
        return Names.space(name);
    }

    /** Whether the handler is to see it. */
    boolean wants(Delivery delivery) {
        if (!tenants.isEmpty() && !tenants.contains(delivery.tenantId())) {
            return false;
        }
        return events.isEmpty()
                || !delivery.isDecodable()
                || delivery.commit().events().stream().anyMatch(this::wants);
    }

    private boolean wants(EventMessage event) {
        for (Class<?> type : events) {
            if (type.isInstance(event.body())) {
                return true;
            }
        }
        return false;
    }

    /** How many commits may be between the low watermark and the newest that was handed out, in this process. */
    int window() {
        return Math.max(1024, 16 * concurrency);
    }

    /** After how long without a renewal a lease is over, for its owner and for those who watch it. */
    Duration term() {
        return leaseTime.multipliedBy(2).dividedBy(3);
    }

    /** How long an end in good order may take where the store does not answer. Leases that were not given up by then are over by themselves. */
    Duration endTimeout() {
        Duration giveUp = leaseTime.compareTo(GIVE_UP) < 0 ? leaseTime : GIVE_UP;
        return stopTimeout.multipliedBy(2).plus(giveUp);
    }

    Duration betweenRenewals() {
        return leaseTime.dividedBy(3);
    }

    Duration betweenLooks() {
        return leaseTime.dividedBy(4);
    }
}
