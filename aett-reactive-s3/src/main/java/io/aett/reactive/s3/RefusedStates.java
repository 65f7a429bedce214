package io.aett.reactive.s3;

import io.aett.reactive.StateEntry;
import io.aett.reactive.StorageException;
import io.aett.reactive.spi.StatePage;
import io.aett.reactive.spi.StateTable;
import reactor.core.publisher.Mono;

/** For a store that was made without states, as its endpoint cannot keep them. */
final class RefusedStates implements StateTable {

    private static <T> Mono<T> refused() {
        return Mono.error(() -> new StorageException("S3: this store was opened without states, option states(false);"
                + " subscriptions need them, and an endpoint with conditional writes and deletions (If-Match)"));
    }

    @Override
    public Mono<StateEntry> get(String space, String key) {
        return refused();
    }

    @Override
    public Mono<StatePage> scan(String space, String from, boolean inclusive, int maxEntries) {
        return refused();
    }

    @Override
    public Mono<StateEntry> create(String space, String key, byte[] value, String nonce) {
        return refused();
    }

    @Override
    public Mono<StateEntry> replace(StateEntry expected, byte[] value, String nonce) {
        return refused();
    }

    @Override
    public Mono<Boolean> remove(StateEntry expected) {
        return refused();
    }
}
