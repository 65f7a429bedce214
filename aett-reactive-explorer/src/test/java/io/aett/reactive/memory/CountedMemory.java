package io.aett.reactive.memory;

import io.aett.reactive.EventStore;
import io.aett.reactive.engine.EventStoreEngine;
import io.aett.reactive.testkit.count.CountingStorage;

/** A second store on the data of one in memory, whose requests are counted. */
public record CountedMemory(EventStore store, CountingStorage requests) {

    public static CountedMemory on(MemoryEventStore data, MemoryOptions options) {
        CountingStorage counting = CountingStorage.of(data.storage());
        return new CountedMemory(EventStoreEngine.create(counting.storage(), options.engine()), counting);
    }
}
