package io.aett.reactive.testkit.count;

import io.aett.reactive.StateEntry;
import io.aett.reactive.spi.StatePage;
import io.aett.reactive.spi.StateTable;
import java.util.concurrent.atomic.AtomicLong;
import reactor.core.publisher.Mono;

/** Passes everything on, and counts subscriptions. */
public final class CountingStateTable implements StateTable {

    private final StateTable table;
    private final AtomicLong requests = new AtomicLong();

    /** Counts what passes to {@code table}. */
    public CountingStateTable(StateTable table) {
        this.table = table;
    }

    /** Everything together. */
    public long requests() {
        return requests.get();
    }

    /** Begins to count from 0. */
    public void reset() {
        requests.set(0);
    }

    @Override
    public Mono<StateEntry> get(String space, String key) {
        return counted(table.get(space, key));
    }

    @Override
    public Mono<StatePage> scan(String space, String from, boolean inclusive, int maxEntries) {
        return counted(table.scan(space, from, inclusive, maxEntries));
    }

    @Override
    public Mono<StateEntry> create(String space, String key, byte[] value, String nonce) {
        return counted(table.create(space, key, value, nonce));
    }

    @Override
    public Mono<StateEntry> replace(StateEntry expected, byte[] value, String nonce) {
        return counted(table.replace(expected, value, nonce));
    }

    @Override
    public Mono<Boolean> remove(StateEntry expected) {
        return counted(table.remove(expected));
    }

    private <T> Mono<T> counted(Mono<T> request) {
        return Mono.defer(() -> {
            requests.incrementAndGet();
            return request;
        });
    }
}
