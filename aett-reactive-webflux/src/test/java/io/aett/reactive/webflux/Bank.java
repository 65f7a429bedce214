package io.aett.reactive.webflux;

import io.aett.reactive.EventStore;
import io.aett.reactive.Topic;
import io.aett.reactive.TopicMap;
import io.aett.reactive.domain.Aggregate;
import io.aett.reactive.domain.AggregateRepository;
import io.aett.reactive.domain.Decider;
import io.aett.reactive.domain.DeciderRepository;
import io.aett.reactive.domain.DefaultAggregateRepository;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What the servers of the tests serve, for each tenant. */
final class Bank {

    sealed interface Event permits Opened, Deposited, Counted {}

    @Topic("bank.opened")
    record Opened(String owner) implements Event {}

    @Topic("bank.deposited")
    record Deposited(long cents) implements Event {}

    @Topic("bank.counted")
    record Counted(int by) implements Event {}

    static final TopicMap TOPICS = TopicMap.create().register(Event.class);

    record State(String owner, long cents) {}

    record Opening(String owner, long cents) {}

    record Deposit(long cents) {}

    static final class Account extends Aggregate<Void> {

        private State state = new State("", 0);

        Account(String id) {
            super(id);
        }

        State state() {
            return state;
        }

        /** Two events in one commit. */
        void open(String owner, long cents) {
            raiseEvent(new Opened(owner));
            raiseEvent(new Deposited(cents));
        }

        void deposit(long cents) {
            if (cents < 0) {
                throw new IllegalArgumentException("deposits are not negative");
            }
            if (cents > 0) {
                raiseEvent(new Deposited(cents));
            }
        }

        void apply(Opened event) {
            state = new State(event.owner(), state.cents());
        }

        void apply(Deposited event) {
            state = new State(state.owner(), state.cents() + event.cents());
        }
    }

    record Counting(int by) {}

    record Count(int total) {}

    static final Decider<Counting, Count, Counted> COUNTER = new Decider<>(
            () -> new Count(0),
            (command, state) -> List.of(new Counted(command.by())),
            (state, event) -> new Count(state.total() + event.by()));

    private final EventStore store;
    private final Map<String, AggregateRepository> accounts = new ConcurrentHashMap<>();
    private final Map<String, DeciderRepository<Counting, Count, Counted>> counters = new ConcurrentHashMap<>();

    Bank(EventStore store) {
        this.store = store;
    }

    EventStore store() {
        return store;
    }

    AggregateRepository accounts(AettRequest request) {
        return accounts(request.tenantId());
    }

    AggregateRepository accounts(String tenant) {
        return accounts.computeIfAbsent(
                tenant,
                id -> DefaultAggregateRepository.builder(id, store)
                        .maxAttempts(3)
                        .build());
    }

    DeciderRepository<Counting, Count, Counted> counters(AettRequest request) {
        return counters.computeIfAbsent(
                request.tenantId(), id -> DeciderRepository.create(COUNTER, Counted.class, id, store));
    }
}
