package outside.docs;

import io.aett.reactive.Commit;
import io.aett.reactive.EventStore;
import io.aett.reactive.Topic;
import io.aett.reactive.domain.AggregateRepository;
import io.aett.reactive.domain.Saga;
import io.aett.reactive.domain.SagaRepository;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import outside.docs.BankExample.Account;
import outside.docs.BankExample.Opened;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A saga, what feeds it, and what carries out its commands. */
final class WelcomeExample {

    @Topic("welcome.begun")
    record Begun(String account) {}

    @Topic("welcome.send-gift")
    record SendGift(String account, long cents) {}

    /** Whoever opens an account gets a gift, once. */
    static final class Welcome extends Saga {

        private boolean begun;

        Welcome(String id) {
            super(id);
        }

        void accountOpened(String account) {
            if (!begun) {
                transition(new Begun(account));
            }
        }

        void apply(Begun event) {
            begun = true;
            dispatch(new SendGift(event.account(), 500));
        }
    }

    /** Tells the saga of each account that it was opened. */
    static Flux<Welcome> feed(EventStore store, SagaRepository sagas, long checkpoint) {
        return store.management()
                .follow(checkpoint)
                .filter(commit -> commit.tenantId().equals("my-bank"))
                .concatMap(commit -> Flux.range(0, commit.events().size())
                        .filter(i -> commit.events().get(i).body() instanceof Opened)
                        .concatMap(i -> sagas.update(
                                Welcome.class,
                                "welcome-" + commit.streamId(),
                                idFor(commit, "event " + i),
                                saga -> saga.accountOpened(commit.streamId()))));
    }

    /** Carries out what sagas have dispatched. */
    static Flux<Account> carryOut(EventStore store, AggregateRepository accounts, long checkpoint) {
        return store.management()
                .follow(checkpoint)
                .filter(commit -> commit.tenantId().equals("my-bank-sagas"))
                .concatMap(commit -> Flux.fromIterable(Saga.commandsOf(commit))
                        .filter(each -> each.command() instanceof SendGift)
                        .concatMap(each ->
                                send((SendGift) each.command(), idFor(commit, "command " + each.n()), accounts)));
    }

    private static Mono<Account> send(SendGift gift, UUID id, AggregateRepository accounts) {
        return accounts.update(Account.class, gift.account(), id, account -> account.deposit(gift.cents()));
    }

    /** The id of what follows from a part of a commit: the same whenever it comes again. */
    static UUID idFor(Commit commit, String part) {
        String name = commit.streamId() + " " + commit.commitId() + " " + part;
        return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
    }

    private WelcomeExample() {}
}
