package io.aett.reactive.spring.shop;

import io.aett.reactive.domain.Saga;
import io.aett.reactive.spring.shop.OrderEvent.OrderPlaced;

/** Has each order that was placed charged. */
public final class Payment extends Saga {

    /** The command for it. */
    public record Charge(String order) {}

    /** For the order of this id, behind {@code payment-}. */
    public Payment(String id) {
        super(id);
    }

    void apply(OrderPlaced event) {
        dispatch(new Charge(id().substring("payment-".length())));
    }
}
