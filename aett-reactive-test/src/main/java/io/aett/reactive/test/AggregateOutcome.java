package io.aett.reactive.test;

import io.aett.reactive.domain.Aggregate;
import java.util.Objects;
import java.util.function.Consumer;
import org.assertj.core.annotation.CheckReturnValue;

/**
 * A command whose events were as expected.
 *
 * @param <A> the aggregate
 */
public final class AggregateOutcome<A extends Aggregate<?>> {

    private final AggregateRun<A> run;

    AggregateOutcome(AggregateRun<A> run) {
        this.run = run;
    }

    /** These assertions hold on the aggregate as it is loaded afterwards; what they throw is thrown as it is. */
    public AggregateOutcome<A> expectState(Consumer<? super A> assertions) {
        Objects.requireNonNull(assertions, "assertions");
        assertions.accept(run.state());
        return this;
    }

    /** Goes on: the events so far are the past of the next command. */
    @CheckReturnValue
    public AggregateGiven<A> and() {
        return new AggregateGiven<>(run.setup(), run.story().all());
    }
}
