package io.aett.reactive.domain;

import io.aett.reactive.Memento;
import java.util.ArrayList;
import java.util.List;

/** Adds up numbers and remembers each of them with the version it was applied at. */
final class Counter extends Aggregate<Counter.State> {

    record Added(int amount) {}

    record Renamed(String name) {}

    record State(long total, List<String> applied) {}

    long total;
    final List<String> applied = new ArrayList<>();

    Counter(String id) {
        super(id);
    }

    void add(int amount) {
        if (amount == 0) {
            throw new IllegalArgumentException("nothing to add");
        }
        raiseEvent(new Added(amount));
    }

    private void apply(Added event) {
        if (event.amount() == 13) {
            throw new ArithmeticException("13 is refused");
        }
        total += event.amount();
        applied.add(version() + "+" + event.amount());
    }

    @Override
    protected Memento<State> getMemento() {
        return new Memento<>(id(), version(), new State(total, List.copyOf(applied)));
    }

    @Override
    protected void applyMemento(Memento<State> memento) {
        total = memento.payload().total();
        applied.addAll(memento.payload().applied());
    }

    static Added[] added(int... amounts) {
        Added[] events = new Added[amounts.length];
        for (int i = 0; i < amounts.length; i++) {
            events[i] = new Added(amounts[i]);
        }
        return events;
    }
}
