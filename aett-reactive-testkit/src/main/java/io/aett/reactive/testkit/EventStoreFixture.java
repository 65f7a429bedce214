package io.aett.reactive.testkit;

import io.aett.reactive.EventStore;
import io.aett.reactive.spi.StorageLimits;
import reactor.core.publisher.Mono;

/**
 * Fresh, isolated data for one test, and the stores that work on it.
 *
 * <p>A suite asks for one fixture per test. Capabilities that not every backend has are interfaces that extend this one
 * ({@link RequestCounting}, {@link FaultyConnection}, {@link KillableServer}); a suite that needs one asks for a fixture type
 * that has it, so nothing is ever skipped.
 */
public interface EventStoreFixture {

    /**
     * A new store on this fixture's data, independent of all others it opened: with clients, pools and caches of its own, as
     * if in another process. Nothing is initialized. Closed at {@link #dispose()} unless the test did.
     */
    EventStore open(FixtureOptions options);

    /** The stored data from behind the store's back. */
    RawView raw();

    /** The limits that the backend states. */
    StorageLimits limits();

    /**
     * Connections in use, open cursors and everything else that a finished operation must have given back, of all stores opened
     * here, now. Idle connections of a pool do not count.
     */
    int openResources();

    /** Closes all stores that were opened here and removes the data. */
    Mono<Void> dispose();
}
