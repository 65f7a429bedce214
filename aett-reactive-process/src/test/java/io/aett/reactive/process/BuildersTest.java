package io.aett.reactive.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aett.reactive.Commit;
import io.aett.reactive.CommitStore;
import io.aett.reactive.EventMessage;
import io.aett.reactive.EventStore;
import io.aett.reactive.PersistenceManagement;
import io.aett.reactive.SnapshotStore;
import io.aett.reactive.StateStore;
import io.aett.reactive.domain.Saga;
import io.aett.reactive.subscription.Subscription;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** Builders name the option that is wrong, and exceptions say what to do. */
class BuildersTest {

    /** A saga. */
    static final class Order extends Saga {
        Order(String id) {
            super(id);
        }
    }

    private final EventStore store = new EventStore() {
        @Override
        public CommitStore commits() {
            return untouched(CommitStore.class);
        }

        @Override
        public SnapshotStore snapshots() {
            return untouched(SnapshotStore.class);
        }

        @Override
        public StateStore states() {
            return untouched(StateStore.class);
        }

        @Override
        public PersistenceManagement management() {
            return untouched(PersistenceManagement.class);
        }

        @Override
        public Mono<Void> close() {
            return Mono.empty();
        }
    };

    private static <T> T untouched(Class<T> type) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, method, given) -> {
            throw new AssertionError("nothing is asked before it is run: " + method);
        }));
    }

    private SagaRunner.Builder runner() {
        return SagaRunner.builder("runner", "tenant", store);
    }

    private CommandRelay.Builder relay() {
        return CommandRelay.builder("relay", store);
    }

    @Test
    void nothing_is_asked_of_the_store_before_it_is_run() {
        SagaRunner runner =
                runner().saga(Order.class).on(String.class, id -> id).build();
        CommandRelay relay =
                relay().on(String.class, (command, context) -> Mono.empty()).build();

        assertThat(runner.name()).isEqualTo("runner");
        assertThat(runner.run()).isNotNull();
        assertThat(relay.name()).isEqualTo("relay");
        assertThat(relay.run()).isNotNull();
        assertThat(relay.runUntil(Mono.empty())).isNotNull();
    }

    @Test
    void a_runner_needs_a_type_of_sagas_and_an_event() {
        assertThatThrownBy(() -> runner().on(String.class, id -> id).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("saga:");
        assertThatThrownBy(() -> runner().saga(Order.class).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("on:");
    }

    @Test
    void options_that_are_given_twice_add_up() {
        List<String> asked = new ArrayList<>();
        UnaryOperator<Subscription.Builder> first = noting("first", asked);
        UnaryOperator<Subscription.Builder> second = noting("second", asked);
        runner().saga(Order.class)
                .on(String.class, id -> id)
                .subscription(first)
                .subscription(second)
                .repository(noting("third", asked))
                .repository(noting("fourth", asked))
                .build();
        assertThat(asked).containsExactlyInAnyOrder("first", "second", "third", "fourth");
        assertThat(asked.indexOf("first")).isLessThan(asked.indexOf("second"));
        assertThat(asked.indexOf("third")).isLessThan(asked.indexOf("fourth"));

        asked.clear();
        relay().on(String.class, (command, context) -> Mono.empty())
                .subscription(first)
                .subscription(second)
                .build();
        assertThat(asked).as("of both subscriptions").containsExactly("first", "second", "first", "second");
    }

    private static <B> UnaryOperator<B> noting(String name, List<String> asked) {
        return builder -> {
            asked.add(name);
            return builder;
        };
    }

    @Test
    void a_runner_has_one_type_of_sagas() {
        assertThatThrownBy(() -> runner().saga(Order.class).saga(Order.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("build another runner");
    }

    @Test
    void what_is_handled_cannot_be_ignored() {
        assertThatThrownBy(() -> relay().on(String.class, (command, context) -> Mono.empty())
                        .ignoring(String.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("cannot be ignored too");
    }

    @Test
    void a_relay_needs_a_handler() {
        assertThatThrownBy(() -> relay().build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("on:");
        assertThat(relay().ignoring(String.class).build()).isNotNull();
    }

    @Test
    void a_class_is_given_once() {
        assertThatThrownBy(() -> runner().on(String.class, id -> id).on(String.class, id -> id))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("java.lang.String");
        assertThatThrownBy(() -> relay().ignoring(String.class).on(String.class, (command, context) -> Mono.empty()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("java.lang.String");
    }

    @Test
    void the_options_of_subscriptions_are_checked_and_their_handler_is_not_for_others() {
        assertThatThrownBy(() -> relay().ignoring(String.class)
                        .subscription(options -> options.slices(0))
                        .build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("slices");
        assertThatThrownBy(() -> runner().saga(Order.class)
                        .on(String.class, id -> id)
                        .subscription(options -> options.onCommit(commit -> Mono.empty()))
                        .build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("handler");
        assertThatThrownBy(() -> runner().saga(Order.class)
                        .on(String.class, id -> id)
                        .repository(options -> options.maxAttempts(0))
                        .build())
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** The second subscription has a longer name. */
    @Test
    void the_name_of_a_relay_has_193_bytes_at_most() {
        assertThat(CommandRelay.builder("x".repeat(193), store)
                        .ignoring(String.class)
                        .build())
                .isNotNull();
        assertThatThrownBy(() -> CommandRelay.builder("x".repeat(194), store)
                        .ignoring(String.class)
                        .build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("193");
        assertThatThrownBy(() -> SagaRunner.builder("x".repeat(201), "tenant", store)
                        .saga(Order.class)
                        .on(String.class, id -> id)
                        .build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("200");
    }

    @Test
    @SuppressWarnings("NullAway") // what a program without null checks does
    void null_is_refused_at_the_call() {
        assertThatThrownBy(() -> CommandRelay.builder(null, store)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> CommandRelay.builder("relay", null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> SagaRunner.builder("runner", null, store)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> runner().on(String.class, (Function<String, String>) null))
                .isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> relay().clock(null)).isInstanceOf(NullPointerException.class);
    }

    @Test
    void exceptions_say_what_to_do() {
        assertThat(new NoCommandHandlerException("relay", String.class))
                .hasMessage("relay relay has no handler for java.lang.String: add on(String.class, ...), or"
                        + " ignoring(String.class) if another relay hands it over, and replay what is set aside");
        EventMessage event = EventMessage.of("text");
        Commit commit = Commit.builder()
                .tenantId("tenant")
                .streamId("order-7")
                .streamRevision(1)
                .commitSequence(1)
                .commitId(UUID.fromString("00112233-4455-6677-8899-aabbccddeeff"))
                .commitStamp(Instant.EPOCH)
                .event("text")
                .build();
        assertThat(new SagaStreamException("runner", Order.class, commit, event))
                .hasMessage("runner runner: java.lang.String is in stream order-7, and so would be"
                        + " io.aett.reactive.process.BuildersTest$Order order-7: a saga needs a stream of its own. Let"
                        + " on(...) give its sagas other ids, such as \"order-\" + id; and if this is the stream of a saga"
                        + " that was changed elsewhere, use an event there that this runner does not listen to");
    }
}
