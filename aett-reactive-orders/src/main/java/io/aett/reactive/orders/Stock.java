package io.aett.reactive.orders;

import io.aett.reactive.Topic;
import io.aett.reactive.domain.Aggregate;

/** How much of an item there is, and never less than nothing. */
public final class Stock extends Aggregate<Void> {

    sealed interface Event {}

    @Topic("stock.added")
    record Added(int quantity) implements Event {}

    @Topic("stock.reserved")
    record Reserved(String order, int quantity) implements Event {}

    @Topic("stock.missing")
    record Missing(String order) implements Event {}

    record View(int left) {}

    private int left;

    Stock(String id) {
        super(id);
    }

    View view() {
        return new View(left);
    }

    void add(int quantity) {
        Order.require(quantity > 0, "at least one is added");
        raiseEvent(new Added(quantity));
    }

    void reserve(String order, int quantity) {
        raiseEvent(quantity <= left ? new Reserved(order, quantity) : new Missing(order));
    }

    void apply(Added event) {
        left += event.quantity();
    }

    void apply(Reserved event) {
        left -= event.quantity();
    }

    void apply(Missing event) {}
}
