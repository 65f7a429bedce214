package io.aett.reactive.spring.shop;

import io.aett.reactive.Topic;

/** Two with a topic each, as classes of an application have them. */
public sealed interface OrderEvent {

    @Topic("shop.order-placed")
    record OrderPlaced(String article) implements OrderEvent {}

    @Topic("shop.order-shipped")
    record OrderShipped() implements OrderEvent {}
}
