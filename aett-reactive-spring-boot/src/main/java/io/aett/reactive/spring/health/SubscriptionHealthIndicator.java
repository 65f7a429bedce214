package io.aett.reactive.spring.health;

import io.aett.reactive.subscription.SubscriptionNotFoundException;
import io.aett.reactive.subscription.SubscriptionStatus;
import io.aett.reactive.subscription.SubscriptionStatus.State;
import io.aett.reactive.subscription.Subscriptions;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.health.contributor.AbstractReactiveHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import reactor.core.publisher.Mono;

/**
 * Down where nobody runs the subscription, in this process or another, or where it lags behind by more than it may. A subscription that was paused is up: somebody wanted it so. One that never ran is
 * unknown.
 */
public final class SubscriptionHealthIndicator extends AbstractReactiveHealthIndicator {

    private static final Duration AT_MOST = Duration.ofSeconds(5);

    private final Subscriptions subscriptions;
    private final String name;
    private final @Nullable Duration maxLag;

    /** @param maxLag beyond which it is down; null for none */
    public SubscriptionHealthIndicator(Subscriptions subscriptions, String name, @Nullable Duration maxLag) {
        super("the subscription's status cannot be read");
        this.subscriptions = Objects.requireNonNull(subscriptions, "subscriptions");
        this.name = Objects.requireNonNull(name, "name");
        this.maxLag = maxLag;
    }

    @Override
    protected Mono<Health> doHealthCheck(Health.Builder builder) {
        return subscriptions
                .status(name)
                .timeout(AT_MOST)
                .map(status -> health(builder, status))
                .onErrorResume(
                        SubscriptionNotFoundException.class,
                        never -> Mono.fromSupplier(() -> builder.unknown().build()));
    }

    private Health health(Health.Builder builder, SubscriptionStatus status) {
        boolean late =
                status.state() != State.PAUSED && maxLag != null && status.lag().compareTo(maxLag) > 0;
        builder.up();
        if (status.state() == State.STOPPED || late) {
            builder.down();
        }
        builder.withDetail("state", status.state())
                .withDetail("checkpoint", status.checkpoint())
                .withDetail("head", status.head())
                .withDetail("lag", status.lag())
                .withDetail("parked", status.parked());
        if (status.lastError() != null) {
            builder.withDetail("lastError", status.lastError());
        }
        return builder.build();
    }
}
