package io.aett.reactive.testkit;

/** A fixture that counts the requests which its stores send to the database. */
public interface RequestCounting extends EventStoreFixture {

    /** Requests since the fixture was made or {@link #resetRequests()} was called last. */
    long requests();

    /** Begins to count from 0. */
    void resetRequests();
}
