package io.aett.reactive.benchmarks.subject;

import io.aett.reactive.EventStore;
import java.util.Optional;

/** A store beside its raw counterpart. */
public interface Subject extends AutoCloseable {

    String TENANT = "benchmarks";

    /** As in the option {@code --stores}. */
    String name();

    /** Operations end on the thread that subscribes, so that callers need threads of their own. */
    boolean synchronous();

    /** The store, initialized. */
    EventStore store();

    /** What it is compared with. */
    Raw raw();

    /** Empties both. */
    void reset();

    /** How another JVM opens the same data; empty where it cannot. */
    Optional<String> address();

    /** What is to be reached. */
    Targets targets();

    @Override
    void close();
}
