package io.aett.reactive.benchmarks.model;

import io.aett.reactive.Memento;
import io.aett.reactive.domain.Aggregate;

/** What is in it, and what it costs. */
public final class Cart extends Aggregate<Cart.State> {

    /** The state, as it is in a snapshot. */
    public record State(long items, long cents) {

        /** The state after one more event. */
        public State with(ItemAdded event) {
            return new State(items + event.quantity(), cents + event.quantity() * event.cents());
        }
    }

    private State state = new State(0, 0);

    public Cart(String id) {
        super(id);
    }

    /** Puts something in. */
    public void add(ItemAdded item) {
        raiseEvent(item);
    }

    /** How many things are in it. */
    public long items() {
        return state.items();
    }

    void apply(ItemAdded event) {
        state = state.with(event);
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
