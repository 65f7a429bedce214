package io.aett.reactive.spring.health;

import io.aett.reactive.EventStore;
import java.time.Duration;
import java.util.Objects;
import org.springframework.boot.health.contributor.AbstractReactiveHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import reactor.core.publisher.Mono;

/** Up while the store answers: it is asked for the head of one stream, which is the cheapest read that there is. */
public final class EventStoreHealthIndicator extends AbstractReactiveHealthIndicator {

    private static final Duration AT_MOST = Duration.ofSeconds(5);

    private final EventStore store;

    /** Of this store. */
    public EventStoreHealthIndicator(EventStore store) {
        super("the event store does not answer");
        this.store = Objects.requireNonNull(store, "store");
    }

    @Override
    protected Mono<Health> doHealthCheck(Health.Builder builder) {
        return store.commits()
                .head("aett", "aett")
                .timeout(AT_MOST)
                .then(Mono.fromSupplier(() -> builder.up().build()));
    }
}
