package io.aett.reactive.memory;

import io.aett.reactive.spi.EncodedSnapshot;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;

/** All that one tenant has. Thrown away whole by a purge. One writer at a time. */
final class MemoryTenant {

    /** Equal to itself only, as the lives of a tenant between its purges are. */
    final Object life = new Object();

    final CommitList commits = new CommitList();
    final ConcurrentHashMap<String, MemoryStream> streams = new ConcurrentHashMap<>();
    final ConcurrentHashMap<String, ConcurrentSkipListMap<Long, EncodedSnapshot>> snapshots = new ConcurrentHashMap<>();
}
