package io.aett.reactive.benchmarks.subject;

import io.aett.reactive.subscription.Subscription;
import reactor.core.publisher.Mono;

/** A row written for each commit, together with how far one is. */
public interface Effects {

    /** The ratio to be reached; 0 where nothing is asked. */
    double target();

    /** No rows, and at the beginning. */
    void reset();

    /** A handler that writes the row, in transactions of the store's database; tells when so many commits are durable. */
    Subscription handling(String name, long commits, Runnable done);

    /** The same by hand: follows so many commits, and writes row and checkpoint in one transaction for each. */
    Mono<Void> oneByOne(long commits);

    /** How many rows there are. */
    long rows();
}
