package io.aett.reactive.spring.autoconfigure;

import io.aett.reactive.spring.actuate.Beginning;
import io.aett.reactive.subscription.Subscription;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.springframework.boot.context.properties.PropertyMapper;

/** Puts the properties of a subscription on its builder. */
final class SubscriptionOptions {

    private static final int ATTEMPTS = 8;
    private static final Duration FIRST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private SubscriptionOptions() {}

    static void apply(SubscriptionProperties properties, Subscription.Builder builder) {
        PropertyMapper map = PropertyMapper.get();
        map.from(properties.startFrom()).as(Beginning::of).to(builder::startFrom);
        map.from(properties.tenants())
                .as((List<String> tenants) -> tenants.toArray(new String[0]))
                .to(builder::tenants);
        map.from(properties.concurrency()).to(builder::concurrency);
        map.from(properties.slices()).to(builder::slices);
        builder.retry(
                Objects.requireNonNullElse(properties.attempts(), ATTEMPTS),
                Objects.requireNonNullElse(properties.firstBackoff(), FIRST),
                Objects.requireNonNullElse(properties.longestBackoff(), LONGEST));
        map.from(properties.afterRetries()).to(builder::afterRetries);
        map.from(properties.maxParked()).to(builder::maxParked);
        map.from(properties.leaseTime()).to(builder::leaseTime);
        map.from(properties.stopTimeout()).to(builder::stopTimeout);
    }
}
