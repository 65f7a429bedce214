package io.aett.reactive.spring.shop;

import io.aett.reactive.domain.AggregateRepository;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Mono;

/** Of the guide. */
final class ShopService {

    private ShopService() {}

    @Service
    static class Orders {

        private final AggregateRepository orders;

        Orders(AggregateRepository orders) {
            this.orders = orders;
        }

        Mono<Order> place(String id, String article) {
            return orders.update(Order.class, id, order -> order.place(article));
        }
    }
}
