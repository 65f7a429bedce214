package io.aett.reactive.test;

import io.aett.reactive.EventMessage;
import io.aett.reactive.Memento;
import io.aett.reactive.domain.Aggregate;
import java.util.Map;
import java.util.UUID;
import reactor.core.publisher.Mono;

/** An aggregate that is as it should be. */
final class Account extends Aggregate<Account.State> {

    record Opened(String owner) {}

    record Deposited(int amount) {}

    record Withdrawn(int amount) {}

    record Transferred(UUID id, int amount, String to) {}

    record State(String owner, int balance) {}

    private String owner = "";
    private int balance;

    Account(String id) {
        super(id);
    }

    static Account open(String id, String owner) {
        Account account = new Account(id);
        account.raiseEvent(new Opened(owner));
        return account;
    }

    static Account refuse(String owner) {
        throw new IllegalArgumentException(owner + " may not have an account");
    }

    void deposit(int amount) {
        raiseEvent(new Deposited(amount));
    }

    void depositFrom(int amount, String user) {
        raiseEvent(new EventMessage(new Deposited(amount), Map.of("user", user)));
    }

    int withdraw(int amount) {
        if (amount > balance) {
            throw new IllegalStateException("there are only " + balance);
        }
        if (amount > 0) {
            raiseEvent(new Withdrawn(amount));
        }
        return balance;
    }

    void transfer(int amount, String to) {
        raiseEvent(new Transferred(UUID.randomUUID(), amount, to));
    }

    Mono<Integer> withdrawLater(int amount) {
        return Mono.fromCallable(() -> withdraw(amount));
    }

    int balance() {
        return balance;
    }

    String owner() {
        return owner;
    }

    void apply(Opened event) {
        owner = event.owner();
    }

    void apply(Deposited event) {
        balance += event.amount();
    }

    void apply(Withdrawn event) {
        balance -= event.amount();
    }

    void apply(Transferred event) {
        balance -= event.amount();
    }

    @Override
    protected Memento<State> getMemento() {
        return new Memento<>(id(), version(), new State(owner, balance));
    }

    @Override
    protected void applyMemento(Memento<State> memento) {
        owner = memento.payload().owner();
        balance = memento.payload().balance();
    }
}
