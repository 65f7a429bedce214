package io.aett.reactive.memory;

import io.aett.reactive.spi.EncodedCommit;
import io.aett.reactive.spi.EncodedSnapshot;
import io.aett.reactive.spi.StreamKey;
import io.aett.reactive.testkit.RawView;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Looks at the lists themselves; what is replaced is put into new ones. */
record MemoryRawView(MemoryCommitLog log) implements RawView {

    @Override
    public Mono<Long> commits(String tenantId) {
        return Mono.fromSupplier(() -> {
            MemoryTenant tenant = log.dropped() ? null : log.root().tenant(tenantId);
            return tenant == null ? 0L : (long) tenant.commits.size();
        });
    }

    @Override
    public Mono<Long> snapshots(String tenantId) {
        return Mono.fromSupplier(() -> {
            MemoryTenant tenant = log.dropped() ? null : log.root().tenant(tenantId);
            return tenant == null
                    ? 0L
                    : tenant.snapshots.values().stream().mapToLong(Map::size).sum();
        });
    }

    @Override
    public Mono<Void> replaceCommit(String tenantId, String streamId, long commitSequence, byte[] payload) {
        return change(tenantId, streamId, commitSequence, commit -> with(commit, payload));
    }

    @Override
    public Mono<Void> deleteCommit(String tenantId, String streamId, long commitSequence) {
        return change(tenantId, streamId, commitSequence, commit -> null);
    }

    private Mono<Void> change(
            String tenantId,
            String streamId,
            long commitSequence,
            Function<EncodedCommit, @Nullable EncodedCommit> change) {
        StreamKey key = new StreamKey(tenantId, streamId);
        return log.change(() -> {
                    MemoryRoot old = log.root();
                    MemoryRoot changed = new MemoryRoot(old.storeId, old.head());
                    int size = old.commits.size();
                    for (int i = 0; i < size; i++) {
                        EncodedCommit commit = old.commits.get(i);
                        boolean meant = commit.stream().equals(key) && commit.sequence() == commitSequence;
                        EncodedCommit left = meant ? change.apply(commit) : commit;
                        if (left != null) {
                            changed.add(left, changed.stream(commit.stream()));
                        }
                        MemoryTenant tenant = old.tenant(commit.stream().tenantId());
                        if (tenant != null) {
                            changed.tenantToChange(commit.stream().tenantId())
                                    .snapshots
                                    .putAll(tenant.snapshots);
                        }
                    }
                    log.replace(changed);
                    return true;
                })
                .then();
    }

    @Override
    public Mono<Void> replaceSnapshot(String tenantId, String streamId, long streamRevision, byte[] payload) {
        StreamKey key = new StreamKey(tenantId, streamId);
        return log.change(() -> {
                    MemoryTenant tenant = log.root().tenantToChange(tenantId);
                    ConcurrentSkipListMap<Long, EncodedSnapshot> stream = tenant.snapshots.get(streamId);
                    if (stream != null) {
                        stream.computeIfPresent(
                                streamRevision,
                                (revision, old) -> new EncodedSnapshot(key, revision, old.commitSequence(), payload));
                    }
                    return true;
                })
                .then();
    }

    private static EncodedCommit with(EncodedCommit commit, byte[] payload) {
        return new EncodedCommit(
                commit.stream(),
                commit.sequence(),
                commit.revision(),
                commit.eventCount(),
                commit.commitId(),
                commit.nonce(),
                commit.stamp(),
                payload,
                commit.checkpoint());
    }
}
