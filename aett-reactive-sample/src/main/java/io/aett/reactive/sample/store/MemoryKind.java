package io.aett.reactive.sample.store;

import io.aett.reactive.TopicMap;
import io.aett.reactive.memory.MemoryEventStore;
import io.aett.reactive.memory.MemoryOptions;
import reactor.core.publisher.Mono;

/** The memory of this process: needs nothing, keeps nothing. */
final class MemoryKind implements StoreKind {

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public boolean keepsData() {
        return false;
    }

    @Override
    public Mono<OpenStore> open(StoreLocation location, TopicMap topics) {
        return Mono.fromSupplier(() -> {
            location.requireNoUrl(name());
            location.requireNoBucket(name());
            MemoryEventStore store = MemoryEventStore.create(
                    MemoryOptions.builder().topicMap(topics).build());
            return new OpenStore(store, store.close());
        });
    }
}
