package io.aett.reactive.subscription;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Processes that are stopped, killed and started, with clocks of their own, on a store that answers late, not at all, or for nothing; and
 * somebody who steers them. The same seed is the same history.
 */
class SubscriptionSimulationTest {

    private static final long MOST_FOR_A_NAIVE_ONE = 2_000;

    @Test
    void whatever_is_done_to_the_processes_nothing_is_skipped_and_all_is_handled_in_the_end() {
        run(0, 5_000);
    }

    @Tag("long")
    @Test
    void nor_is_it_in_a_million_histories() {
        run(5_000, 1_000_000);
    }

    @Test
    void the_same_seed_is_the_same_history() {
        assertThat(Simulation.told(7, Naive.nothing())).isEqualTo(Simulation.told(7, Naive.nothing()));
    }

    static Stream<Arguments> naive_ones() {
        return Map.<String, Naive>ofEntries(
                        Map.entry("writes the checkpoint over whatever is there", Naive.withoutComparing()),
                        Map.entry(
                                "takes the lease and leaves the position",
                                Naive.takingWithout(Names.POSITIONS, Format.POSITION)),
                        Map.entry(
                                "takes the lease and the position and leaves the parts",
                                Naive.takingWithout(Names.PARTS, Format.PART)),
                        Map.entry("keeps references above the checkpoint", Naive.keepingReferences()),
                        Map.entry(
                                "counts running commits",
                                Naive.storing((run, slice) -> run.handler().highest(slice))),
                        Map.entry(
                                "takes the highest that is done for the watermark",
                                Naive.storing((run, slice) -> run.handler().highestDone(slice))),
                        Map.entry(
                                "takes the cursor of an older reading for its own",
                                Naive.storing((run, slice) -> run.handler().isIdle(slice) ? run.store().read : 0)),
                        Map.entry("removes parts of newer epochs", Naive.removingNewerParts()))
                .entrySet()
                .stream()
                .map(entry -> Arguments.of(entry.getKey(), entry.getValue()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("naive_ones")
    void is_found_out_who(String name, Naive naive) {
        Optional<String> found = LongStream.range(0, MOST_FOR_A_NAIVE_ONE)
                .mapToObj(seed -> violation(seed, naive))
                .flatMap(Optional::stream)
                .findFirst();

        System.out.println("[subscription] who " + name + " is found out by " + found.orElse("nothing"));
        assertThat(found).isPresent();
    }

    private static Optional<String> violation(long seed, Naive naive) {
        return Optional.ofNullable(Simulation.of(seed, naive).violation()).map(how -> "seed " + seed + ": " + how);
    }

    private static void run(long first, long histories) {
        LongAdder takeovers = new LongAdder();
        LongAdder handedOut = new LongAdder();
        LongAdder setAside = new LongAdder();
        Optional<Long> violated = LongStream.range(first, first + histories)
                .parallel()
                .filter(seed -> {
                    Simulation.Outcome outcome = Simulation.of(seed, Naive.nothing());
                    takeovers.add(outcome.takeovers());
                    handedOut.add(outcome.handedOut());
                    setAside.add(outcome.setAside());
                    return outcome.violation() != null;
                })
                .boxed()
                .findAny();
        violated.map(seed -> Simulation.told(seed, Naive.nothing()))
                .ifPresent(outcome -> assertThat(outcome.violation())
                        .as("seed %d:%n%s", violated.get(), outcome.story())
                        .isNull());
        System.out.println("[subscription] " + histories + " histories with " + takeovers + " takeovers, " + handedOut
                + " commits handed out, " + setAside + " set aside; nothing skipped");
        assertThat(takeovers.sum()).isGreaterThan(2 * histories);
        assertThat(setAside.sum()).isGreaterThan(histories / 2);
    }
}
