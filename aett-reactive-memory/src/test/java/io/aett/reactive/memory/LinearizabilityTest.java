package io.aett.reactive.memory;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.function.Supplier;
import org.jetbrains.lincheck.LincheckAssertionError;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.junit.jupiter.api.Test;

/**
 * Proof that appends, reads and purges of the memory store look as if one came after the other, whatever the threads do: random
 * scenarios, each under many interleavings, must have results that some order of the same operations has.
 */
class LinearizabilityTest {

    private static final int SCENARIOS = Integer.getInteger("aett.lincheck.scenarios", 6);
    private static final int INTERLEAVINGS = Integer.getInteger("aett.lincheck.interleavings", 100);

    /** All threads change at once. */
    public static class WithoutTurns extends LogOperations {
        @Override
        <T> T changed(Supplier<T> change) {
            return change.get();
        }
    }

    private static ModelCheckingOptions chosenInterleavings() {
        return new ModelCheckingOptions()
                .iterations(SCENARIOS)
                .invocationsPerIteration(INTERLEAVINGS)
                .threads(2)
                .actorsPerThread(2)
                .actorsBefore(1)
                .actorsAfter(1);
    }

    @Test
    void operations_are_linearizable_under_chosen_interleavings() {
        chosenInterleavings().check(LogOperations.class);
    }

    @Test
    void operations_of_three_threads_are_linearizable_under_stress() {
        new StressOptions()
                .iterations(SCENARIOS)
                .invocationsPerIteration(INTERLEAVINGS)
                .threads(3)
                .actorsPerThread(2)
                .actorsBefore(1)
                .actorsAfter(1)
                .check(LogOperations.class);
    }

    @Test
    void a_log_without_turns_is_found_out() {
        assertThatThrownBy(() ->
                        chosenInterleavings().minimizeFailedScenario(false).check(WithoutTurns.class))
                .isInstanceOf(LincheckAssertionError.class);
    }
}
