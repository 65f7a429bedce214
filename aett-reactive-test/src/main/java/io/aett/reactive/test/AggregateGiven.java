package io.aett.reactive.test;

import io.aett.reactive.EventMessage;
import io.aett.reactive.domain.Aggregate;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.assertj.core.annotation.CheckReturnValue;

/**
 * An aggregate with a past, to which something is about to be done. Immutable: several commands may be tried on one past.
 *
 * @param <A> the aggregate
 */
public class AggregateGiven<A extends Aggregate<?>> {

    private final Setup<A> setup;
    private final List<EventMessage> given;

    AggregateGiven(Setup<A> setup, List<EventMessage> given) {
        this.setup = setup;
        this.given = given;
    }

    /** Runs the command now. What it throws is kept for {@code expectException}; an {@link AssertionError} is thrown as it is. */
    @CheckReturnValue
    public AggregateThen<A> when(Command<? super A> command) {
        Objects.requireNonNull(command, "command");
        return new AggregateThen<>(AggregateRun.on(setup, given, aggregate -> {
            command.on(aggregate);
            return null;
        }));
    }

    /** Runs a command that returns something. A publisher is refused, as {@code update} refuses it. */
    @CheckReturnValue
    public <R> AggregateThen.Answered<A, R> whenAsked(Question<? super A, ? extends R> question) {
        Objects.requireNonNull(question, "question");
        return new AggregateThen.Answered<>(AggregateRun.on(setup, given, question));
    }

    /**
     * No past at all.
     *
     * @param <A> the aggregate
     */
    public static final class Nothing<A extends Aggregate<?>> extends AggregateGiven<A> {

        private final Setup<A> creating;

        Nothing(Setup<A> setup) {
            super(setup, List.of());
            this.creating = setup;
        }

        /** Runs now what makes the aggregate and raises its first events; the id is the one that it gets there. */
        @CheckReturnValue
        public AggregateThen<A> whenCreating(Callable<? extends A> creation) {
            Objects.requireNonNull(creation, "creation");
            return new AggregateThen<>(AggregateRun.creating(creating, creation));
        }
    }
}
