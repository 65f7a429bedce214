package outside.docs;

import io.aett.reactive.Commit;
import io.aett.reactive.EventMessage;
import io.aett.reactive.EventStore;
import io.aett.reactive.Topic;
import io.aett.reactive.domain.AggregateRepository;
import io.aett.reactive.domain.Saga;
import io.aett.reactive.domain.SagaRepository;
import java.util.Map;
import outside.docs.BankExample.Account;
import outside.docs.BankExample.Opened;
import reactor.core.publisher.Flux;

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
                .concatMap(commit -> Flux.fromIterable(commit.events())
                        .filter(event -> event.body() instanceof Opened)
                        .concatMap(event -> sagas.update(
                                Welcome.class,
                                "welcome-" + commit.streamId(),
                                saga -> saga.accountOpened(commit.streamId()))));
    }

    /** Carries out what sagas have dispatched. */
    static Flux<Account> carryOut(EventStore store, AggregateRepository accounts, long checkpoint) {
        return store.management()
                .follow(checkpoint)
                .concatMap(commit -> commands(commit)
                        .ofType(SendGift.class)
                        .concatMap(command -> accounts.update(
                                Account.class, command.account(), account -> account.deposit(command.cents()))));
    }

    /** The commands of one commit, in the order of dispatch. */
    static Flux<Object> commands(Commit commit) {
        Map<String, Object> headers = commit.headers();
        return Flux.range(0, headers.size())
                .map(n -> "UndispatchedMessage." + n)
                .takeWhile(headers::containsKey)
                .map(name -> ((EventMessage) headers.get(name)).body());
    }

    private WelcomeExample() {}
}
