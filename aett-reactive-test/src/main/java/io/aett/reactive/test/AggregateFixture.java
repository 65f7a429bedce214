package io.aett.reactive.test;

import io.aett.reactive.TopicMap;
import io.aett.reactive.domain.Aggregate;
import io.aett.reactive.serialization.EventSerializer;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.assertj.core.annotation.CheckReturnValue;

/**
 * Tests one aggregate class: given these events, when this command comes, then these events are raised.
 *
 * <pre>{@code
 * AggregateFixture.of(Account.class)
 *     .given(new Opened("anna"), new Deposited(10))
 *     .when(account -> account.withdraw(3))
 *     .expectEvents(new Withdrawn(3))
 *     .expectState(account -> assertThat(account.balance()).isEqualTo(7));
 * }</pre>
 *
 * <p>The command runs at {@code when}, on an aggregate that a repository has loaded from a store in memory, and what it raises is stored
 * there. Beyond what is expected, each {@code when} checks what holds for every aggregate: each event comes back from the serializer as
 * it was, two replays give the same state, the state that the command left is that of a replay, and so is the state through a snapshot
 * of each revision, if the class has snapshots. States are compared field by field; those of {@link Aggregate} itself and fields
 * declared {@code transient} are no part of them.
 *
 * <p>Failures are {@link AssertionError}s. Immutable, so that it may be a constant; each {@code when} has a store of its own.
 *
 * @param <A> the aggregate
 */
public final class AggregateFixture<A extends Aggregate<?>> {

    private final Setup<A> setup;

    private AggregateFixture(Setup<A> setup) {
        this.setup = setup;
    }

    /** A fixture with an id after the class: {@code account-1}. */
    @CheckReturnValue
    public static <A extends Aggregate<?>> AggregateFixture<A> of(Class<A> type) {
        return of(type, Texts.name(type).toLowerCase(Locale.ROOT) + "-1");
    }

    /** A fixture with this id. */
    @CheckReturnValue
    public static <A extends Aggregate<?>> AggregateFixture<A> of(Class<A> type, String id) {
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(id, "id");
        return new AggregateFixture<>(Setup.of(type, id));
    }

    /** Makes empty aggregates. Default: the constructor that takes the id, of any visibility. */
    @CheckReturnValue
    public AggregateFixture<A> factory(Function<String, ? extends A> factory) {
        Objects.requireNonNull(factory, "factory");
        return new AggregateFixture<>(new Setup<>(setup.type(), setup.id(), factory, setup.checks()));
    }

    /**
     * The topics that the program has, so that a class that it forgot to register is found. Default: each class that is met is registered
     * under its own topic.
     */
    @CheckReturnValue
    public AggregateFixture<A> topicMap(TopicMap topics) {
        return with(Codec.of(topics), setup.checks().ignored());
    }

    /** The serializer that the program has. Default: JSON, and each class that is met is registered under its own topic. */
    @CheckReturnValue
    public AggregateFixture<A> serializer(EventSerializer serializer) {
        return with(Codec.of(serializer), setup.checks().ignored());
    }

    private AggregateFixture<A> with(Codec codec, Set<String> ignored) {
        Checks checks = new Checks(setup.checks().subject(), codec, Set.copyOf(ignored));
        return new AggregateFixture<>(new Setup<>(setup.type(), setup.id(), setup.factory(), checks));
    }

    /** What is no part of the state, such as a cache: fields of the aggregate, or paths like {@code order.total}. */
    @CheckReturnValue
    public AggregateFixture<A> ignoringState(String... paths) {
        Set<String> ignored = new LinkedHashSet<>(setup.checks().ignored());
        ignored.addAll(Arrays.asList(paths));
        return with(setup.checks().codec(), ignored);
    }

    /** The aggregate has no events so far. */
    @CheckReturnValue
    public AggregateGiven.Nothing<A> givenNothing() {
        return new AggregateGiven.Nothing<>(setup);
    }

    /** These events are stored already; an {@link io.aett.reactive.EventMessage} has headers too. */
    @CheckReturnValue
    public AggregateGiven<A> given(Object first, Object... more) {
        return given(Messages.list(first, more));
    }

    /** These events are stored already. */
    @CheckReturnValue
    public AggregateGiven<A> given(Iterable<?> events) {
        return new AggregateGiven<>(setup, List.copyOf(Messages.of(events)));
    }
}
