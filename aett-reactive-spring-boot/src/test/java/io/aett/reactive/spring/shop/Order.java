package io.aett.reactive.spring.shop;

import io.aett.reactive.Memento;
import io.aett.reactive.Topic;
import io.aett.reactive.domain.Aggregate;
import io.aett.reactive.spring.shop.OrderEvent.OrderPlaced;
import io.aett.reactive.spring.shop.OrderEvent.OrderShipped;

/** An order. */
public final class Order extends Aggregate<Order.State> {

    @Topic("shop.order")
    record State(String article, boolean shipped) {}

    private State state = new State("", false);

    Order(String id) {
        super(id);
    }

    public String article() {
        return state.article();
    }

    public boolean shipped() {
        return state.shipped();
    }

    public void place(String article) {
        raiseEvent(new OrderPlaced(article));
    }

    public void ship() {
        raiseEvent(new OrderShipped());
    }

    void apply(OrderPlaced event) {
        state = new State(event.article(), false);
    }

    void apply(OrderShipped event) {
        state = new State(state.article(), true);
    }

    @Override
    protected Memento<State> getMemento() {
        return new Memento<>(id(), version(), state);
    }

    @Override
    protected void applyMemento(Memento<State> memento) {
        state = memento.payload();
    }
}
