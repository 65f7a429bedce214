package io.aett.reactive.subscription;

import io.aett.reactive.Commit;
import io.aett.reactive.CommitStore;
import io.aett.reactive.EventStore;
import io.aett.reactive.PersistenceManagement;
import io.aett.reactive.SnapshotStore;
import io.aett.reactive.StateStore;
import java.util.List;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;
import reactor.core.publisher.Mono;

/** The store as one process sees it. What is read of the log comes a few commits at a time. */
final class SimStore implements EventStore, PersistenceManagement {

    private static final int PAGE = 3;

    private final SimProcess process;
    private final SimWorld world;
    private final SimServer server;
    private StateStore states;

    /** The furthest that was read, by whatever reading. */
    long read;

    SimStore(SimProcess process, SimServer server, StateStore states) {
        this.process = process;
        this.world = process.world;
        this.server = server;
        this.states = states;
    }

    /** Has the process see its states this way. */
    void see(StateStore changed) {
        states = changed;
    }

    @Override
    public StateStore states() {
        return states;
    }

    @Override
    public PersistenceManagement management() {
        return this;
    }

    @Override
    public Mono<Long> head() {
        return Mono.create(sink -> world.after(world.way(), () -> {
            long head = server.head();
            world.after(world.way(), () -> process.step(() -> sink.success(head)));
        }));
    }

    @Override
    public Flux<Commit> getFrom(long checkpoint) {
        return Mono.<List<Commit>>create(sink -> world.after(world.way(), () -> {
                    List<Commit> found = server.read(checkpoint, Integer.MAX_VALUE);
                    world.after(world.way(), () -> process.step(() -> sink.success(found)));
                }))
                .flatMapIterable(found -> found);
    }

    @Override
    public Flux<Commit> follow(long checkpoint) {
        return Flux.create(sink -> new Following(sink, checkpoint).look());
    }

    private final class Following {

        private final FluxSink<Commit> sink;
        private long reached;

        Following(FluxSink<Commit> sink, long reached) {
            this.sink = sink;
            this.reached = reached;
        }

        void look() {
            world.after(world.way(), () -> {
                List<Commit> found = server.read(reached, PAGE);
                if (found.isEmpty()) {
                    server.whenMore(this::look);
                } else {
                    world.after(world.way(), () -> process.step(() -> give(found)));
                }
            });
        }

        private void give(List<Commit> found) {
            for (Commit commit : found) {
                if (sink.isCancelled()) {
                    return;
                }
                reached = commit.checkpointToken();
                read = Math.max(read, reached);
                sink.next(commit);
            }
            look();
        }
    }

    // ---- what a subscription has no use for ----

    @Override
    public CommitStore commits() {
        throw new UnsupportedOperationException();
    }

    @Override
    public SnapshotStore snapshots() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Mono<Void> initialize() {
        return Mono.error(new UnsupportedOperationException());
    }

    @Override
    public Mono<Void> drop() {
        return Mono.error(new UnsupportedOperationException());
    }

    @Override
    public Mono<Void> purge(String tenantId) {
        return Mono.error(new UnsupportedOperationException());
    }

    @Override
    public Mono<Void> close() {
        return Mono.empty();
    }
}
