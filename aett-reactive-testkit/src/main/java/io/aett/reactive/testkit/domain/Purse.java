package io.aett.reactive.testkit.domain;

import io.aett.reactive.domain.Decider;
import io.aett.reactive.testkit.domain.Account.Added;
import io.aett.reactive.testkit.domain.Account.Balance;
import java.util.ArrayList;
import java.util.List;

/** The {@link Account} rewritten as a decider: the same events, and a state with the same content. A command is an amount to add. */
public final class Purse {

    /** Refuses what would leave less than nothing, and has nothing to say to a zero. */
    public static final Decider<Integer, Balance, Added> DECIDER =
            new Decider<>(() -> new Balance(0, List.of()), Purse::decide, Purse::evolve);

    private Purse() {}

    private static List<Added> decide(int amount, Balance state) {
        if (state.total() + amount < 0) {
            throw new IllegalArgumentException("there are only " + state.total());
        }
        return amount == 0 ? List.of() : List.of(new Added(amount));
    }

    private static Balance evolve(Balance state, Added event) {
        List<String> entries = new ArrayList<>(state.entries());
        entries.add(entries.size() + "+" + event.amount());
        return new Balance(state.total() + event.amount(), List.copyOf(entries));
    }
}
