package io.aett.reactive.test;

import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.assertj.core.annotation.CheckReturnValue;

/**
 * A command whose events were as expected.
 *
 * @param <C> the commands
 * @param <S> the state
 * @param <E> the events
 */
public final class DeciderOutcome<C, S, E> {

    private final DeciderRun<C, S, E> run;

    DeciderOutcome(DeciderRun<C, S, E> run) {
        this.run = run;
    }

    /** The state after a replay is this one: equal, or at least the same in all fields. */
    public DeciderOutcome<C, S, E> expectState(S state) {
        List<Difference> differences = Differences.unlessEqual(Objects.requireNonNull(state, "state"), run.state());
        if (!differences.isEmpty()) {
            throw new AssertionError(run.setup().checks().subject() + ": the state is not the expected one\n\n"
                    + Difference.describe(differences, "expected", "found") + "\n\n"
                    + run.story().describe().stripTrailing());
        }
        return this;
    }

    /** These assertions hold on the state after a replay; what they throw is thrown as it is. */
    public DeciderOutcome<C, S, E> expectStateMatching(Consumer<? super S> assertions) {
        assertions.accept(run.state());
        return this;
    }

    /** Goes on: the events so far are the past of the next command. */
    @CheckReturnValue
    public DeciderGiven<C, S, E> and() {
        return new DeciderGiven<>(run.setup(), run.story().all());
    }
}
