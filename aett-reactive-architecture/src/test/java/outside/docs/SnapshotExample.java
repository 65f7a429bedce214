package outside.docs;

import io.aett.reactive.EventStore;
import io.aett.reactive.Memento;
import io.aett.reactive.Topic;
import io.aett.reactive.domain.Aggregate;
import io.aett.reactive.domain.AggregateRepository;
import io.aett.reactive.domain.DefaultAggregateRepository;
import io.aett.reactive.domain.LoadCache;
import io.aett.reactive.domain.SnapshotPolicy;
import outside.docs.BankExample.Account;
import outside.docs.BankExample.Deposited;

/** An aggregate with snapshots, and a repository that takes them. */
final class SnapshotExample {

    /** Has so many movements that it is worth a snapshot. */
    static final class Till extends Aggregate<Till.State> {

        @Topic("till.state")
        record State(long cents, long movements) {}

        private State state = new State(0, 0);

        Till(String id) {
            super(id);
        }

        void put(long cents) {
            raiseEvent(new Deposited(cents));
        }

        void apply(Deposited event) {
            state = new State(state.cents() + event.cents(), state.movements() + 1);
        }

        State state() {
            return state;
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

    static AggregateRepository repository(EventStore store) {
        AggregateRepository repository = DefaultAggregateRepository.builder("my-bank", store)
                .snapshotPolicy(SnapshotPolicy.everyNEvents(100).except(Account.class))
                .maxAttempts(10)
                .build();
        return repository;
    }

    static AggregateRepository keeping(EventStore store) {
        LoadCache cache = LoadCache.of(10_000);
        AggregateRepository tills = DefaultAggregateRepository.builder("my-bank", store)
                .loadCache(cache)
                .build();
        return tills;
    }

    private SnapshotExample() {}
}
