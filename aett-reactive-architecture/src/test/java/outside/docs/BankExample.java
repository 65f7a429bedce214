package outside.docs;

import io.aett.reactive.ConflictDetector;
import io.aett.reactive.ConflictingCommitException;
import io.aett.reactive.EventStore;
import io.aett.reactive.Topic;
import io.aett.reactive.TopicMap;
import io.aett.reactive.domain.Aggregate;
import io.aett.reactive.domain.AggregateRepository;
import io.aett.reactive.domain.DefaultAggregateRepository;
import io.aett.reactive.memory.MemoryEventStore;
import io.aett.reactive.memory.MemoryOptions;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

public final class BankExample {

    /** What happened. An event is stored under its topic, whatever its class is called. */
    sealed interface AccountEvent {}

    @Topic("account.opened")
    record Opened(String owner) implements AccountEvent {}

    @Topic("account.deposited")
    record Deposited(long cents) implements AccountEvent {}

    @Topic("account.withdrawn")
    record Withdrawn(long cents) implements AccountEvent {}

    /** Decides in its methods, and changes in apply, which runs again whenever the account is loaded. */
    static final class Account extends Aggregate<Void> {

        record State(String owner, long cents) {}

        private State state = new State("", 0);

        Account(String id) {
            super(id);
        }

        void open(String owner) {
            raiseEvent(new Opened(owner));
        }

        void deposit(long cents) {
            raiseEvent(new Deposited(cents));
        }

        void withdraw(long cents) {
            if (cents > state.cents()) {
                throw new IllegalStateException("there are only " + state.cents() + " cents");
            }
            raiseEvent(new Withdrawn(cents));
        }

        void apply(Opened event) {
            state = new State(event.owner(), 0);
        }

        void apply(Deposited event) {
            state = new State(state.owner(), state.cents() + event.cents());
        }

        void apply(Withdrawn event) {
            state = new State(state.owner(), state.cents() - event.cents());
        }

        State state() {
            return state;
        }
    }

    public static void main(String[] args) {
        story().doOnNext(System.out::println).blockLast(); // the one place that waits
    }

    /** Nothing happens before somebody subscribes. */
    static Flux<String> story() {
        EventStore store = MemoryEventStore.create(MemoryOptions.builder()
                .topicMap(TopicMap.create().register(AccountEvent.class))
                .conflictDetector(ConflictDetector.builder()
                        .on(Withdrawn.class, Withdrawn.class, (mine, theirs) -> true)
                        .build())
                .build());
        AggregateRepository accounts = DefaultAggregateRepository.create("my-bank", store);
        return Flux.concat(save(accounts), load(accounts), conflict(accounts), retry(accounts), follow(store));
    }

    /** Two events are one commit: stored together or not at all. */
    static Mono<String> save(AggregateRepository accounts) {
        Account account = new Account("account-1");
        account.open("Ann");
        account.deposit(10_000);
        return accounts.save(account).map(commit -> "saved " + commit.events().size() + " events");
    }

    static Mono<String> load(AggregateRepository accounts) {
        return accounts.get(Account.class, "account-1").map(account -> "loaded " + account.state());
    }

    /** Two people look at the same account and both withdraw. The second one has to decide again. */
    static Mono<String> conflict(AggregateRepository accounts) {
        Mono<Account> look = accounts.get(Account.class, "account-1");
        return Mono.zip(look, look).flatMap(both -> {
            Account first = both.getT1();
            Account second = both.getT2();
            first.withdraw(7_000);
            second.withdraw(8_000);
            return accounts.save(first)
                    .then(accounts.save(second))
                    .map(commit -> "never comes here")
                    .onErrorResume(
                            ConflictingCommitException.class,
                            lost -> Mono.just("conflict at commit " + lost.attemptedSequence()));
        });
    }

    /** Loads, changes and saves. After a race lost without conflict it begins again by itself. */
    static Mono<String> retry(AggregateRepository accounts) {
        return accounts.update(Account.class, "account-1", account -> account.deposit(500))
                .map(account -> "updated to " + account.state().cents() + " cents");
    }

    /** Every event of the store in the order of commits: the past first, and then, for ever, what comes. */
    static Flux<String> follow(EventStore store) {
        return store.management()
                .follow(0)
                .concatMapIterable(commit -> commit.events())
                .map(event -> "followed " + event.body())
                .take(4);
    }
}
