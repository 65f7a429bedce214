package io.aett.reactive.memory;

import io.aett.reactive.EventStore;
import io.aett.reactive.spi.Storage;
import io.aett.reactive.spi.StorageLimits;
import io.aett.reactive.testkit.FixtureOptions;
import io.aett.reactive.testkit.RawView;
import io.aett.reactive.testkit.RequestCounting;
import io.aett.reactive.testkit.count.CountingStorage;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Stores on one memory, whose requests are counted. */
class MemoryFixture implements RequestCounting {

    private final MemoryCommitLog log;
    private final CountingStorage counting;
    private final Storage storage;
    private final List<EventStore> stores = new ArrayList<>();

    MemoryFixture() {
        this(new MemoryCommitLog(), UnaryOperator.identity(), UnaryOperator.identity());
    }

    /** With something else for a log, with something between store and counter, and between counter and storage. */
    MemoryFixture(MemoryCommitLog log, UnaryOperator<Storage> above, UnaryOperator<Storage> below) {
        this.log = log;
        this.counting = CountingStorage.of(below.apply(MemoryEventStore.storage(log)));
        this.storage = above.apply(counting.storage());
    }

    @Override
    public EventStore open(FixtureOptions options) {
        return open(storage, options);
    }

    /** A store that passes what is above the counter by. */
    final EventStore openBelow(FixtureOptions options) {
        return open(counting.storage(), options);
    }

    private EventStore open(Storage on, FixtureOptions options) {
        EventStore store = new MemoryEventStore(
                on, options.applyTo(MemoryOptions.builder()).build());
        stores.add(store);
        return store;
    }

    @Override
    public RawView raw() {
        return new MemoryRawView(log);
    }

    @Override
    public StorageLimits limits() {
        return MemoryEventStore.storage(log).limits();
    }

    @Override
    public int manyFailures() {
        return Integer.MAX_VALUE;
    }

    @Override
    public int manyDamages() {
        return 20_000;
    }

    @Override
    public int openResources() {
        return 0;
    }

    @Override
    public long requests() {
        return counting.requests();
    }

    @Override
    public void resetRequests() {
        counting.reset();
    }

    @Override
    public Mono<Void> dispose() {
        return Flux.fromIterable(stores).concatMap(EventStore::close).then();
    }
}
