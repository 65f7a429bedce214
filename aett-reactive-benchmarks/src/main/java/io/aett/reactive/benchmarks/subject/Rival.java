package io.aett.reactive.benchmarks.subject;

import io.aett.reactive.benchmarks.load.Sample;
import java.time.Duration;
import java.util.List;

/** Something else that single appends are compared with. */
public interface Rival {

    /** What it is, in a few words. */
    String name();

    /** The numbers of the store's callers for which there is a row. */
    List<Integer> against();

    /** The numbers of its own callers among which the best is looked for, given how many the store has. */
    List<Integer> callers(int store);

    /** The ratio to be reached; 0 where nothing is asked. */
    double target();

    /** One round of single appends. */
    Sample append(int callers, Duration round);
}
