package io.aett.reactive.testkit;

import io.aett.reactive.EventStore;
import io.aett.reactive.spi.StorageLimits;
import java.time.Duration;
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

    /** How many states a test of many makes; fewer where the server that is tested takes one request after the other. */
    default int manyStates() {
        return 10_000;
    }

    /** How many commits a test of a subscription stores; fewer where the server that is tested takes one request after the other. */
    default int manyCommits() {
        return 2_000;
    }

    /** How many stored payloads a test of damage changes; more where a change and a read cost little. */
    default int manyDamages() {
        return 200;
    }

    /**
     * In how many operations of a run a test lets the store fail, or cancels the run, one at a time; more where a run costs little, and
     * {@code Integer.MAX_VALUE} for each.
     */
    default int manyFailures() {
        return 8;
    }

    /** Within how long a run of a subscription that died is replaced in tests; longer where the server is slow. */
    default Duration leaseTime() {
        return Duration.ofSeconds(1);
    }

    /** Closes all stores that were opened here and removes the data. */
    Mono<Void> dispose();
}
