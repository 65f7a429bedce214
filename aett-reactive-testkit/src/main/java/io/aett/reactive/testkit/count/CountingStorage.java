package io.aett.reactive.testkit.count;

import io.aett.reactive.spi.Storage;

/**
 * A storage that passes everything on and counts what is asked of its log and of its states.
 *
 * @param storage the storage to make a store of
 * @param log its log, which knows the counts
 * @param states its states, which know theirs
 */
public record CountingStorage(Storage storage, CountingCommitLog log, CountingStateTable states) {

    /** Wraps a storage. */
    public static CountingStorage of(Storage storage) {
        CountingCommitLog log = new CountingCommitLog(storage.commits());
        CountingStateTable states = new CountingStateTable(storage.states());
        return new CountingStorage(
                new Storage(
                        storage.name(),
                        storage.limits(),
                        log,
                        storage.snapshots(),
                        states,
                        storage.management(),
                        storage.failures()),
                log,
                states);
    }

    /** Everything together. */
    public long requests() {
        return log.requests() + states.requests();
    }

    /** Begins to count from 0. */
    public void reset() {
        log.reset();
        states.reset();
    }
}
