package io.aett.reactive.test;

import io.aett.reactive.domain.Aggregate;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * What came of a command, to be compared with what is expected. The command has run, and all that holds for every aggregate was
 * checked; whether it was refused, and what it raised, is known only to those who ask here.
 *
 * @param <A> the aggregate
 */
public class AggregateThen<A extends Aggregate<?>> {

    private final AggregateRun<A> run;

    AggregateThen(AggregateRun<A> run) {
        this.run = run;
    }

    /**
     * Exactly these events were raised, in this order. They are compared by {@code equals}, and field by field where that says no, so
     * that classes without one and records with arrays may be expected too.
     *
     * @param first an event, an {@link io.aett.reactive.EventMessage} to compare headers as well, or an {@link EventMatcher}
     */
    public AggregateOutcome<A> expectEvents(Object first, Object... more) {
        return expectEvents(Messages.list(first, more));
    }

    /** Exactly these events were raised, in this order; none of them for an empty list. */
    public AggregateOutcome<A> expectEvents(List<?> events) {
        Objects.requireNonNull(events, "events");
        requireSuccess(() -> "expected " + Texts.count(events.size(), "event"));
        new Messages(run.setup().checks().subject(), "event", "raised")
                .check(events, run.story().raised());
        return new AggregateOutcome<>(run);
    }

    /** These assertions hold on the list of events that were raised; what they throw is thrown as it is. */
    public AggregateOutcome<A> expectEventsMatching(Consumer<? super List<Object>> assertions) {
        Objects.requireNonNull(assertions, "assertions");
        requireSuccess(() -> "expected events");
        assertions.accept(
                run.story().raised().stream().map(message -> message.body()).toList());
        return new AggregateOutcome<>(run);
    }

    /** The command succeeded and raised no event. */
    public AggregateOutcome<A> expectNothing() {
        return expectEvents(List.of());
    }

    /** These assertions hold on the state, whatever was raised. */
    public AggregateOutcome<A> expectState(Consumer<? super A> assertions) {
        requireSuccess(() -> "expected a state");
        return new AggregateOutcome<>(run).expectState(assertions);
    }

    /** The command was refused with an exception of this class or below. Whatever it raised before is not stored. */
    public <E extends Exception> ExpectedException<E> expectException(Class<E> type) {
        return Refusals.expected(run.setup().checks().subject(), type, run.thrown(), run.story());
    }

    final AggregateRun<A> run() {
        return run;
    }

    final void requireSuccess(Supplier<String> expected) {
        Exception thrown = run.thrown();
        if (thrown != null) {
            throw Refusals.unexpected(run.setup().checks().subject(), expected.get(), thrown);
        }
    }

    /**
     * The same of a command that returned something.
     *
     * @param <A> the aggregate
     * @param <R> what it returned
     */
    public static final class Answered<A extends Aggregate<?>, R> extends AggregateThen<A> {

        Answered(AggregateRun<A> run) {
            super(run);
        }

        /** The command returned something equal to this. */
        public AggregateThen<A> expectAnswer(R answer) {
            requireSuccess(() -> "expected the answer " + Texts.of(answer));
            Object actual = run().answer();
            if (!Objects.equals(answer, actual)) {
                throw new AssertionError(run().setup().checks().subject() + ": the command gave another answer\n\n"
                        + Difference.describe(
                                List.of(new Difference("", Texts.of(answer), Texts.of(actual))),
                                "expected",
                                "returned"));
            }
            return this;
        }
    }
}
