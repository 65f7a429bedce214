package io.aett.reactive.test;

import io.aett.reactive.EventMessage;
import io.aett.reactive.TopicMap;
import io.aett.reactive.domain.Decider;
import io.aett.reactive.serialization.EventSerializer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.assertj.core.annotation.CheckReturnValue;

/**
 * Tests a decider: given these events, when this command comes, then these events are decided on.
 *
 * <pre>{@code
 * DeciderFixture.of(ACCOUNT)
 *     .given(new Opened("anna"), new Deposited(10))
 *     .when(new Withdraw(3))
 *     .expectEvents(new Withdrawn(3))
 *     .expectState(new AccountState("anna", 7));
 * }</pre>
 *
 * <p>Beyond what is expected, each {@code when} checks what holds for every decider: each event comes back from the serializer as it was,
 * two replays give the same state, deciding leaves the state alone and gives the same events again. States are compared as in {@link
 * AggregateFixture}.
 *
 * <p>Failures are {@link AssertionError}s. Immutable, so that it may be a constant.
 *
 * @param <C> the commands
 * @param <S> the state
 * @param <E> the events
 */
public final class DeciderFixture<C, S, E> {

    private final DeciderRun.Setup<C, S, E> setup;

    private DeciderFixture(DeciderRun.Setup<C, S, E> setup) {
        this.setup = setup;
    }

    /** A fixture of this decider. */
    @CheckReturnValue
    public static <C, S, E> DeciderFixture<C, S, E> of(Decider<C, S, E> decider) {
        Objects.requireNonNull(decider, "decider");
        return new DeciderFixture<>(
                new DeciderRun.Setup<>(decider, new Checks("decider", Codec.learning(), Set.of()), false));
    }

    /** The topics that the program has. Default: each class that is met is registered under its own topic. */
    @CheckReturnValue
    public DeciderFixture<C, S, E> topicMap(TopicMap topics) {
        return with(Codec.of(topics));
    }

    /** The serializer that the program has. Default: JSON, and each class that is met is registered under its own topic. */
    @CheckReturnValue
    public DeciderFixture<C, S, E> serializer(EventSerializer serializer) {
        return with(Codec.of(serializer));
    }

    private DeciderFixture<C, S, E> with(Codec codec) {
        Checks checks = new Checks(setup.checks().subject(), codec, Set.of());
        return new DeciderFixture<>(new DeciderRun.Setup<>(setup.decider(), checks, setup.snapshots()));
    }

    /**
     * The program's repository has snapshots: each {@code when} also checks that the state of each revision comes back from the serializer as
     * it was, and that what follows it leads to the same state.
     */
    @CheckReturnValue
    public DeciderFixture<C, S, E> withSnapshots() {
        return new DeciderFixture<>(new DeciderRun.Setup<>(setup.decider(), setup.checks(), true));
    }

    /** There are no events so far. */
    @CheckReturnValue
    public DeciderGiven<C, S, E> givenNothing() {
        return given(List.of());
    }

    /** These events are stored already. */
    @CheckReturnValue
    @SafeVarargs
    public final DeciderGiven<C, S, E> given(E first, E... more) {
        List<Object> events = new ArrayList<>();
        events.add(Objects.requireNonNull(first, "first"));
        for (E one : more) {
            events.add(Objects.requireNonNull(one, "more"));
        }
        return given(events);
    }

    /** These events are stored already; an {@link EventMessage} has headers too. */
    @CheckReturnValue
    public DeciderGiven<C, S, E> given(Iterable<?> events) {
        return new DeciderGiven<>(setup, List.copyOf(Messages.of(events)));
    }
}
