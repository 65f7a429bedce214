package outside.docs;

import io.aett.reactive.Commit;
import io.aett.reactive.EventStore;
import io.aett.reactive.Topic;
import io.aett.reactive.domain.AggregateRepository;
import io.aett.reactive.domain.Saga;
import io.aett.reactive.process.CommandRelay;
import io.aett.reactive.process.SagaRunner;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import outside.docs.BankExample.Account;
import outside.docs.BankExample.Opened;
import reactor.core.publisher.Mono;

/** A saga, what brings events to it, and what carries out its commands. */
final class WelcomeExample {

    @Topic("welcome.send-gift")
    record SendGift(String account, long cents) {}

    /** Whoever opens an account gets a gift. */
    static final class Welcome extends Saga {

        static final String PREFIX = "welcome-";

        Welcome(String id) {
            super(id);
        }

        void apply(Opened event) {
            dispatch(new SendGift(id().substring(PREFIX.length()), 500));
        }
    }

    static Mono<Void> welcome(EventStore store, AggregateRepository accounts) {
        SagaRunner runner = SagaRunner.builder("welcome", "my-bank", store)
                .saga(Welcome.class)
                .on(Opened.class, (event, context) -> Welcome.PREFIX + context.streamId())
                .build();
        CommandRelay relay = CommandRelay.builder("gifts", store)
                .on(
                        SendGift.class,
                        (gift, context) -> accounts.update(
                                Account.class,
                                gift.account(),
                                context.commandId(),
                                account -> account.deposit(gift.cents())))
                .build();
        return Mono.when(runner.run(), relay.run());
    }

    /** The id of what follows from a part of a commit: the same whenever it comes again. */
    static UUID idFor(Commit commit, String part) {
        String name = commit.streamId() + " " + commit.commitId() + " " + part;
        return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
    }

    private WelcomeExample() {}
}
