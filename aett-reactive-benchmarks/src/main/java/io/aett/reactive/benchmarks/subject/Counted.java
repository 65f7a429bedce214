package io.aett.reactive.benchmarks.subject;

import io.aett.reactive.EventStore;
import reactor.core.publisher.Mono;

/**
 * One more store on a subject's data, whose requests to the database are counted. Whoever asked for it closes it.
 *
 * @param store the store
 * @param requests what it asked so far
 * @param client ends what the store was made on
 */
public record Counted(EventStore store, Requests requests, Mono<Void> client) implements AutoCloseable {

    @Override
    public void close() {
        store.close().then(client).block();
    }
}
