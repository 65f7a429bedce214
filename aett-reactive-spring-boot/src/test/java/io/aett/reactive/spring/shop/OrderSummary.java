package io.aett.reactive.spring.shop;

import io.aett.reactive.spring.EventSubscription;
import io.aett.reactive.spring.shop.OrderEvent.OrderPlaced;
import io.aett.reactive.subscription.EventContext;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import reactor.core.publisher.Mono;

/** Of the guide. */
@EventSubscription("order-summary")
public class OrderSummary {

    private final List<String> placed = new CopyOnWriteArrayList<>();

    Mono<Void> on(OrderPlaced event, EventContext context) {
        return Mono.fromRunnable(() -> placed.add(context.streamId() + ": " + event.article()));
    }

    void on(OrderEvent other) {
        placed.add("other");
    }

    public List<String> placed() {
        return placed;
    }
}
