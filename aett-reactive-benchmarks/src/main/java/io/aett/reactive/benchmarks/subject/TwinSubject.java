package io.aett.reactive.benchmarks.subject;

import io.aett.reactive.EventStore;
import java.util.List;
import java.util.Optional;

/**
 * A store whose raw counterpart sends the store's own requests by hand, to a second place. That place is made by a second store of
 * the same kind, its twin, so it has the same indexes and settings; and the twin can read what the raw side wrote.
 */
abstract class TwinSubject implements Subject {

    private final String name;
    private final EventStore store;
    private final EventStore twin;

    TwinSubject(String name, EventStore store, EventStore twin) {
        this.name = name;
        this.store = store;
        this.twin = twin;
    }

    /** The store at the place of the raw side. */
    final EventStore twin() {
        return twin;
    }

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final boolean synchronous() {
        return false;
    }

    @Override
    public final EventStore store() {
        return store;
    }

    /** Whoever overrides it tells the raw side that its place is a new one. */
    @Override
    public void reset() {
        for (EventStore each : List.of(store, twin)) {
            each.management().drop().then(each.management().initialize()).block();
        }
    }

    @Override
    public Beside beside() {
        twin.management().drop().then(twin.management().initialize()).block();
        return new Beside(twin, this::fillTwin);
    }

    /** Whoever overrides it is quicker. */
    void fillTwin(List<String> streams, long from, int commits, int events) {
        Commits.fill(twin, streams, from, commits, events);
    }

    @Override
    public Optional<String> address() {
        return Optional.empty();
    }

    @Override
    public void fillRaw(List<String> streams, long from, int commits) {
        fillTwin(streams, from, commits, 1);
    }

    /** Whoever overrides it closes the client that both have. */
    @Override
    public void close() {
        store.close().then(twin.close()).block();
    }
}
