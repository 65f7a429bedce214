package io.aett.reactive.explorer;

import io.aett.reactive.Commit;
import io.aett.reactive.EventStore;
import io.aett.reactive.Topic;
import io.aett.reactive.TopicMap;
import io.aett.reactive.testkit.support.Await;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What the tests store: accounts, and texts that mean harm. */
final class Bank {

    sealed interface Event {}

    @Topic("bank.opened")
    record Opened(String owner) implements Event {}

    @Topic("bank.deposited")
    record Deposited(long cents) implements Event {}

    @Topic("bank.noted")
    record Noted(String text) implements Event {}

    @Topic("bank.state")
    record State(String owner, long cents, List<Long> deposits) {

        static final State NONE = new State("", 0, List.of());

        State next(Object event) {
            if (event instanceof Opened opened) {
                return new State(opened.owner(), cents, deposits);
            }
            if (event instanceof Deposited deposited) {
                List<Long> all = new ArrayList<>(deposits);
                all.add(deposited.cents());
                return new State(owner, cents + deposited.cents(), List.copyOf(all));
            }
            throw new IllegalStateException("notes mean nothing to an account");
        }
    }

    static final String TENANT = "my-bank";
    static final TopicMap TOPICS = TopicMap.create().register(Event.class, State.class);
    static final StateView ACCOUNTS =
            StateView.of("account", stream -> stream.startsWith("account-"), () -> State.NONE, State::next);

    private Bank() {}

    static Commit store(
            EventStore store,
            String tenant,
            String stream,
            long sequence,
            long revision,
            Map<String, ?> headers,
            Object... events) {
        return Await.value(store.commits()
                .commit(Commit.builder()
                        .tenantId(tenant)
                        .streamId(stream)
                        .commitSequence(sequence)
                        .streamRevision(revision)
                        .headers(headers)
                        .events(events)
                        .build()));
    }

    /** An account with an owner and so many deposits of 1, 2, 3 and so on, each a commit. */
    static void account(EventStore store, String stream, int deposits) {
        store(store, TENANT, stream, 1, 1, Map.of(), new Opened("Ann"));
        for (int i = 1; i <= deposits; i++) {
            store(store, TENANT, stream, i + 1, i + 1, Map.of(), new Deposited(i));
        }
    }
}
