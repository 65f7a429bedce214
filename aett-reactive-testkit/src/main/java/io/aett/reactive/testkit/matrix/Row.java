package io.aett.reactive.testkit.matrix;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What came of a cell.
 *
 * @param store the store
 * @param fault what went wrong
 * @param operation what it had to do meanwhile
 * @param seed with which it can be run again
 * @param operations how many were done
 * @param errors how many failed, by the kind of the error
 * @param longest how long the longest call took
 * @param recovery how long it took until everything worked again after the fault
 * @param violations what must not have happened
 */
public record Row(
        String store,
        String fault,
        String operation,
        long seed,
        int operations,
        Map<String, Integer> errors,
        Duration longest,
        Duration recovery,
        List<String> violations) {

    /** Before anything happened. */
    Row(String store, String fault, String operation, long seed) {
        this(store, fault, operation, seed, 0, Map.of(), Duration.ZERO, Duration.ZERO, List.of());
    }

    Row with(History history, Duration recovered) {
        return new Row(
                store,
                fault,
                operation,
                seed,
                history.operations(),
                history.errors(),
                history.longest(),
                recovered,
                history.violations());
    }

    Row failed(String why) {
        return new Row(store, fault, operation, seed, operations, errors, longest, recovery, List.of(why));
    }

    int failures() {
        return errors.values().stream().mapToInt(Integer::intValue).sum();
    }
}
