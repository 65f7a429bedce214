package io.aett.reactive.testkit.matrix;

import io.aett.reactive.EventStore;
import io.aett.reactive.testkit.FixtureOptions;
import java.time.Clock;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** A fault of one cell: it comes and goes, and may come again. */
public interface Trouble {

    /** Work that may block, on a thread that it may block: servers, processes and proxies are begun and ended so. */
    static Mono<Void> onAThread(Runnable work) {
        return Mono.<Void>fromRunnable(work).subscribeOn(Schedulers.boundedElastic());
    }

    /** Whatever has to be there before; the data is initialized. */
    default Mono<Void> prepare() {
        return Mono.empty();
    }

    /** Goes wrong from now on. */
    Mono<Void> begin();

    /** Back to normal, also if nothing was wrong. */
    Mono<Void> heal();

    /** Waits for what has to go on by itself, tells what it knows, and ends what it began. */
    default void end(History history) {}

    /** Ends whatever is left, after a failure too. */
    default void close() {}

    /** The store as its callers have it. */
    default EventStore around(EventStore store) {
        return store;
    }

    /** The options of that store. */
    default FixtureOptions options(FixtureOptions options) {
        return options;
    }

    /** The clock of its callers. */
    default Clock clock() {
        return Clock.systemUTC();
    }
}
