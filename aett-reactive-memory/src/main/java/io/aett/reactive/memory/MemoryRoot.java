package io.aett.reactive.memory;

import io.aett.reactive.StateEntry;
import io.aett.reactive.spi.EncodedCommit;
import io.aett.reactive.spi.ReadView;
import io.aett.reactive.spi.StreamKey;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/**
 * Everything that is stored, between two purges. What is visible are the commits up to {@link #head()}; the rest is being
 * written. One writer at a time.
 */
final class MemoryRoot {

    final UUID storeId;
    final CommitList commits = new CommitList();
    final ConcurrentSkipListMap<StateKey, StateEntry> states;
    private final ConcurrentHashMap<String, MemoryTenant> tenants = new ConcurrentHashMap<>();
    private volatile long head;

    MemoryRoot(UUID storeId, long head) {
        this(storeId, head, new ConcurrentSkipListMap<>());
    }

    private MemoryRoot(UUID storeId, long head, ConcurrentSkipListMap<StateKey, StateEntry> states) {
        this.storeId = storeId;
        this.head = head;
        this.states = states;
    }

    /** The highest checkpoint ever given; there may be no commit at it. */
    long head() {
        return head;
    }

    @Nullable
    MemoryTenant tenant(String tenantId) {
        return tenants.get(tenantId);
    }

    /** What a read of the tenant sees in this root: of this life of the tenant, up to this head. */
    ReadView view(String tenantId, long head) {
        MemoryTenant tenant = tenants.get(tenantId);
        return new ReadView(tenant == null ? this : tenant.life, head);
    }

    @Nullable
    MemoryStream stream(StreamKey key) {
        MemoryTenant tenant = tenants.get(key.tenantId());
        return tenant == null ? null : tenant.streams.get(key.streamId());
    }

    /** Only the writer. */
    MemoryTenant tenantToChange(String tenantId) {
        MemoryTenant tenant = tenants.get(tenantId);
        if (tenant == null) {
            tenant = new MemoryTenant();
            tenants.put(tenantId, tenant);
        }
        return tenant;
    }

    /** Only the writer. Nobody sees the commit before {@link #publish} reaches its checkpoint. */
    void add(EncodedCommit commit, @Nullable MemoryStream known) {
        MemoryTenant tenant = tenantToChange(commit.stream().tenantId());
        MemoryStream stream = known;
        if (stream == null) {
            stream = new MemoryStream();
            tenant.streams.put(commit.stream().streamId(), stream);
        }
        stream.add(commit);
        tenant.commits.add(commit);
        commits.add(commit);
    }

    /** Only the writer. The atomic step: all that was added up to this checkpoint is visible now. */
    void publish(long checkpoint) {
        head = checkpoint;
    }

    /** Only the writer, with everything published. The same without one tenant; this root's commits do not change any more. */
    MemoryRoot without(String tenantId) {
        MemoryRoot rest = new MemoryRoot(storeId, head, states);
        rest.tenants.putAll(tenants);
        rest.tenants.remove(tenantId);
        int size = commits.size();
        for (int i = 0; i < size; i++) {
            EncodedCommit commit = commits.get(i);
            if (!commit.stream().tenantId().equals(tenantId)) {
                rest.commits.add(commit);
            }
        }
        return rest;
    }
}
