package io.aett.reactive.test;

import io.aett.reactive.EventMessage;
import io.aett.reactive.TopicMap;
import io.aett.reactive.domain.Saga;
import io.aett.reactive.serialization.EventSerializer;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.assertj.core.annotation.CheckReturnValue;

/**
 * Tests one saga class: given these events, when this one comes, then these commands are dispatched and these timers set.
 *
 * <pre>{@code
 * SagaFixture.of(Shipping.class)
 *     .given(new OrderPlaced("tea", monday))
 *     .when(new OrderPaid())
 *     .expectCommands(new Ship("tea"))
 *     .expectTimers(SagaFixture.cancelled("payment"));
 * }</pre>
 *
 * <p>The saga is loaded from a store in memory and saved there, and what is expected is read from the stored commit. Beyond that each
 * {@code when} checks what holds for every saga: events and commands come back from the serializer as they were, loading leaves no
 * commands, two replays give the same state, and the state that the event left is that of a replay. States are compared as in {@link
 * AggregateFixture}.
 *
 * <p>Failures are {@link AssertionError}s. Immutable, so that it may be a constant; each {@code when} has a store of its own.
 *
 * @param <T> the saga
 */
public final class SagaFixture<T extends Saga> {

    private final SagaSetup<T> setup;

    private SagaFixture(SagaSetup<T> setup) {
        this.setup = setup;
    }

    /** A fixture with an id after the class: {@code shipping-1}. */
    @CheckReturnValue
    public static <T extends Saga> SagaFixture<T> of(Class<T> type) {
        return of(type, Texts.name(type).toLowerCase(Locale.ROOT) + "-1");
    }

    /** A fixture with this id. */
    @CheckReturnValue
    public static <T extends Saga> SagaFixture<T> of(Class<T> type, String id) {
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(id, "id");
        return new SagaFixture<>(SagaSetup.of(type, id));
    }

    /** A timer that is set, to be expected. The command may be an {@link EventMatcher}. */
    public static ExpectedTimer timer(String name, Instant due, Object command) {
        return new ExpectedTimer(name, Objects.requireNonNull(due, "due"), Objects.requireNonNull(command, "command"));
    }

    /** A timer that is cancelled, to be expected. */
    public static ExpectedTimer cancelled(String name) {
        return new ExpectedTimer(name, null, null);
    }

    /** Makes empty sagas. Default: the constructor that takes the id, of any visibility. */
    @CheckReturnValue
    public SagaFixture<T> factory(Function<String, ? extends T> factory) {
        Objects.requireNonNull(factory, "factory");
        return new SagaFixture<>(new SagaSetup<>(setup.type(), setup.id(), factory, setup.checks()));
    }

    /** The topics that the program has. Default: each class that is met is registered under its own topic. */
    @CheckReturnValue
    public SagaFixture<T> topicMap(TopicMap topics) {
        return with(Codec.of(topics), setup.checks().ignored());
    }

    /** The serializer that the program has. Default: JSON, and each class that is met is registered under its own topic. */
    @CheckReturnValue
    public SagaFixture<T> serializer(EventSerializer serializer) {
        return with(Codec.of(serializer), setup.checks().ignored());
    }

    /** What is no part of the state, such as a cache: fields of the saga, or paths like {@code order.total}. */
    @CheckReturnValue
    public SagaFixture<T> ignoringState(String... paths) {
        Set<String> ignored = new LinkedHashSet<>(setup.checks().ignored());
        ignored.addAll(Arrays.asList(paths));
        return with(setup.checks().codec(), ignored);
    }

    private SagaFixture<T> with(Codec codec, Set<String> ignored) {
        Checks checks = new Checks(setup.checks().subject(), codec, Set.copyOf(ignored));
        return new SagaFixture<>(new SagaSetup<>(setup.type(), setup.id(), setup.factory(), checks));
    }

    /** Nothing came to the saga so far. */
    @CheckReturnValue
    public SagaGiven<T> givenNothing() {
        return given(List.of());
    }

    /** These events came already, each a transition; an {@link EventMessage} has headers too. */
    @CheckReturnValue
    public SagaGiven<T> given(Object first, Object... more) {
        return given(Messages.list(first, more));
    }

    /** These events came already, each a transition. */
    @CheckReturnValue
    public SagaGiven<T> given(Iterable<?> events) {
        return new SagaGiven<>(setup, List.copyOf(Messages.of(events)));
    }
}
