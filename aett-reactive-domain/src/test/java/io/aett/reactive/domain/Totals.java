package io.aett.reactive.domain;

import io.aett.reactive.domain.Counter.Added;
import java.util.List;

/** What {@link Counter} does, as functions: adds up numbers, and decides nothing for a 0. */
final class Totals {

    record Total(long total, int events) {}

    static final Decider<Integer, Total, Added> DECIDER =
            new Decider<>(() -> new Total(0, 0), Totals::decide, Totals::evolve);

    private Totals() {}

    static List<Added> decide(int amount, Total state) {
        if (amount < 0 && state.total() + amount < 0) {
            throw new IllegalArgumentException("there are only " + state.total());
        }
        return amount == 0 ? List.of() : List.of(new Added(amount));
    }

    static Total evolve(Total state, Added event) {
        if (event.amount() == 13) {
            throw new ArithmeticException("13 is refused");
        }
        return new Total(state.total() + event.amount(), state.events() + 1);
    }
}
