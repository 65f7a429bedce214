package io.aett.reactive.test;

import io.aett.reactive.domain.Saga;
import io.aett.reactive.domain.SagaTimer;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.assertj.core.annotation.CheckReturnValue;

/**
 * An event whose commands were as expected.
 *
 * @param <T> the saga
 */
public final class SagaOutcome<T extends Saga> {

    private final SagaRun<T> run;

    SagaOutcome(SagaRun<T> run) {
        this.run = run;
    }

    /** Exactly these timers were set and cancelled, in any order. */
    public SagaOutcome<T> expectTimers(ExpectedTimer... timers) {
        List<ExpectedTimer> expected = Arrays.stream(timers)
                .sorted(Comparator.comparing(ExpectedTimer::name))
                .toList();
        List<SagaTimer> actual = run.timers().stream()
                .sorted(Comparator.comparing(SagaTimer::name))
                .toList();
        int at = 0;
        while (at < Math.min(expected.size(), actual.size()) && expected.get(at).matches(actual.get(at))) {
            at++;
        }
        if (at < expected.size() || at < actual.size()) {
            throw new AssertionError(run.setup().checks().subject() + ": the timers are not the expected ones\n\n"
                    + SideBySide.of(
                            "expected",
                            expected.stream().map(ExpectedTimer::toString).toList(),
                            "set",
                            actual.stream().map(ExpectedTimer::text).toList(),
                            at));
        }
        return this;
    }

    /** No timer was set or cancelled. */
    public SagaOutcome<T> expectNoTimers() {
        return expectTimers();
    }

    /** Exactly these events made transitions, in this order; an {@link EventMatcher} may be among them. */
    public SagaOutcome<T> expectEvents(Object first, Object... more) {
        return expectEvents(Messages.list(first, more));
    }

    /** Exactly these events made transitions, in this order; none for an empty list. */
    public SagaOutcome<T> expectEvents(List<?> events) {
        new Messages(run.setup().checks().subject(), "event", "stored")
                .check(events, run.story().raised());
        return this;
    }

    /** These assertions hold on the saga as it is loaded afterwards; what they throw is thrown as it is. */
    public SagaOutcome<T> expectState(Consumer<? super T> assertions) {
        Objects.requireNonNull(assertions, "assertions");
        assertions.accept(run.state());
        return this;
    }

    /** Goes on: the events so far are the past of the next one. */
    @CheckReturnValue
    public SagaGiven<T> and() {
        return new SagaGiven<>(run.setup(), run.story().all());
    }
}
