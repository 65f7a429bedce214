package io.aett.reactive.testkit.domain;

import io.aett.reactive.Memento;
import io.aett.reactive.Topic;
import io.aett.reactive.domain.Aggregate;
import java.util.ArrayList;
import java.util.List;

/** Adds up amounts, and remembers each with the version that it saw when it was applied. */
public final class Account extends Aggregate<Account.Balance> {

    /** An amount was added. */
    @Topic("testkit.account.added")
    public record Added(int amount) {}

    /** Nothing handles this. */
    @Topic("testkit.account.unhandled")
    public record Unhandled(String text) {}

    /** Has no topic. */
    public record Unstorable() {}

    /** The state, as a snapshot has it. */
    @Topic("testkit.account.balance")
    public record Balance(long total, List<String> entries) {}

    private final List<String> entries = new ArrayList<>();
    private long total;
    private boolean restored;

    /** An account without entries. */
    public Account(String id) {
        super(id);
    }

    /** Adds each of these amounts, one event each. */
    public Account add(int... amounts) {
        for (int amount : amounts) {
            raiseEvent(new Added(amount));
        }
        return this;
    }

    /** Raises what has no handler. */
    public void raiseUnhandled() {
        raiseEvent(new Unhandled("x"));
    }

    /** Raises what no topic is known of, so that it cannot be stored. */
    public void raiseUnstorable() {
        raiseEvent(new Unstorable());
    }

    /** The sum of all amounts. */
    public long total() {
        return total;
    }

    /** Each amount, behind the version that was there before it. */
    public List<String> entries() {
        return List.copyOf(entries);
    }

    /** Whether a snapshot was taken over. */
    public boolean restored() {
        return restored;
    }

    void apply(Added event) {
        total += event.amount();
        entries.add(version() + "+" + event.amount());
    }

    void apply(Unstorable event) {}

    @Override
    protected Memento<Balance> getMemento() {
        return new Memento<>(id(), version(), new Balance(total, List.copyOf(entries)));
    }

    @Override
    protected void applyMemento(Memento<Balance> memento) {
        total = memento.payload().total();
        entries.addAll(memento.payload().entries());
        restored = true;
    }
}
