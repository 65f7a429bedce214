package io.aett.reactive.benchmarks.subject;

import io.aett.reactive.EventStore;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** A store beside its raw counterpart. */
public interface Subject extends AutoCloseable {

    String TENANT = "benchmarks";

    int UNLIMITED = Integer.MAX_VALUE;

    /** As in the option {@code --stores}. */
    String name();

    /** The server and the driver with their versions, in a few words; empty where there are none. */
    default String versions() {
        return "";
    }

    /** Operations end on the thread that subscribes, so that callers need threads of their own. */
    boolean synchronous();

    /** The store, initialized. */
    EventStore store();

    /** What it is compared with. */
    Raw raw();

    /** Empties both. */
    void reset();

    /** A second store beside this one, empty. */
    Beside beside();

    /** How another JVM opens the same data; empty where it cannot. */
    Optional<String> address();

    /** What is to be reached. */
    Targets targets();

    /**
     * The most events that are filled into it, so that this takes seconds and not minutes; {@link #UNLIMITED} where it does anyway. What
     * needs very many of them is not measured with any other.
     */
    default int mostEvents() {
        return UNLIMITED;
    }

    /** What else single appends are compared with. */
    default List<Rival> rivals() {
        return List.of();
    }

    /** Opens one more store on the same data, whose requests are counted; empty where there are none. */
    default Optional<Supplier<Counted>> counted() {
        return Optional.empty();
    }

    /** Rows that are written with the checkpoint; empty where that is not measured. */
    default Optional<Effects> effects() {
        return Optional.empty();
    }

    /**
     * Writes so many commits to the end of each stream of the store, the first with the sequence after {@code from}; in
     * whatever way is quick.
     */
    default void fill(List<String> streams, long from, int commits, int events) {
        Commits.fill(store(), streams, from, commits, events);
    }

    /** The same, with one event each, in the raw counterpart. */
    default void fillRaw(List<String> streams, long from, int commits) {
        Commits.fillRaw(raw(), streams, from, commits);
    }

    @Override
    void close();
}
