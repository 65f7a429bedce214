package io.aett.reactive.testkit.count;

import io.aett.reactive.spi.Storage;

/**
 * A storage that passes everything on and counts what is asked of its log.
 *
 * @param storage the storage to make a store of
 * @param log its log, which knows the counts
 */
public record CountingStorage(Storage storage, CountingCommitLog log) {

    /** Wraps a storage. */
    public static CountingStorage of(Storage storage) {
        CountingCommitLog log = new CountingCommitLog(storage.commits());
        return new CountingStorage(
                new Storage(
                        storage.name(),
                        storage.limits(),
                        log,
                        storage.snapshots(),
                        storage.management(),
                        storage.failures()),
                log);
    }
}
