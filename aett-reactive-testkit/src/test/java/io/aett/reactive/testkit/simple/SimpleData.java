package io.aett.reactive.testkit.simple;

import io.aett.reactive.spi.AppendResult;
import io.aett.reactive.spi.CommitLog;
import io.aett.reactive.spi.EncodedCommit;
import io.aett.reactive.spi.EncodedSnapshot;
import io.aett.reactive.spi.FailureClassifier;
import io.aett.reactive.spi.LogHead;
import io.aett.reactive.spi.LogPage;
import io.aett.reactive.spi.Page;
import io.aett.reactive.spi.PageRequest;
import io.aett.reactive.spi.ReadView;
import io.aett.reactive.spi.SnapshotTable;
import io.aett.reactive.spi.Storage;
import io.aett.reactive.spi.StorageLimits;
import io.aett.reactive.spi.StorageManagement;
import io.aett.reactive.spi.StoredHead;
import io.aett.reactive.spi.StreamKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * The backend of the guide: one list of commits in checkpoint order, a map of snapshots, and one lock, which stands for what a
 * database does with a transaction.
 */
class SimpleData implements CommitLog, SnapshotTable, StorageManagement, FailureClassifier {

    static final StorageLimits LIMITS = new StorageLimits(1000, 64 << 20, 64 << 20, 64 << 20, 4);

    final List<EncodedCommit> commits = new ArrayList<>();
    final Map<StreamKey, NavigableMap<Long, EncodedSnapshot>> snapshots = new HashMap<>();
    final SimpleStates states = new SimpleStates(this);
    private @Nullable UUID storeId;
    private final Map<String, Long> purges = new HashMap<>();
    private long checkpoint;

    private static final class NotInitialized extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    Storage storage() {
        return new Storage("Simple", LIMITS, this, this, states, this, this);
    }

    @Override
    public Kind classify(Throwable failure) {
        return failure instanceof NotInitialized ? Kind.NOT_INITIALIZED : Kind.FINAL;
    }

    UUID id() {
        UUID id = storeId;
        if (id == null) {
            throw new NotInitialized();
        }
        return id;
    }

    @Override
    public Mono<List<AppendResult>> append(List<EncodedCommit> batch) {
        return Mono.fromSupplier(() -> {
            synchronized (this) {
                id();
                return batch.stream().map(this::append).toList();
            }
        });
    }

    private AppendResult append(EncodedCommit commit) {
        EncodedCommit head = null;
        for (EncodedCommit stored : commits) {
            if (stored.stream().equals(commit.stream())) {
                if (stored.commitId().equals(commit.commitId())) {
                    return new AppendResult.AlreadyStored(stored);
                }
                head = stored;
            }
        }
        long sequence = head == null ? 0 : head.sequence();
        long revision = head == null ? 0 : head.revision();
        if (commit.sequence() <= sequence) {
            return new AppendResult.SequenceTaken(sequence, revision);
        }
        if (commit.sequence() != sequence + 1 || commit.firstRevision() != revision + 1) {
            return new AppendResult.OutOfOrder(sequence, revision);
        }
        Instant stamp = head != null && head.stamp().isAfter(commit.stamp()) ? head.stamp() : commit.stamp();
        commits.add(commit.storedAs(++checkpoint, stamp));
        return new AppendResult.Appended(checkpoint, stamp);
    }

    /** Which life of a tenant there is now, and how far the order goes. */
    private ReadView view(String tenantId) {
        return new ReadView(List.of(id(), purges.getOrDefault(tenantId, 0L)), checkpoint);
    }

    private synchronized List<EncodedCommit> page(
            PageRequest request, ToLongFunction<EncodedCommit> place, Predicate<EncodedCommit> matching) {
        id();
        List<EncodedCommit> page = new ArrayList<>();
        long bytes = 0;
        for (EncodedCommit commit : commits) {
            if (page.size() == request.maxCommits() || bytes >= request.maxBytes()) {
                break;
            }
            if (place.applyAsLong(commit) > request.after() && matching.test(commit)) {
                page.add(commit);
                bytes += commit.payload().length;
            }
        }
        return page;
    }

    @Override
    public Mono<Page> readStream(StreamKey stream, long minRevision, long maxRevision, PageRequest request) {
        return Mono.fromSupplier(() -> {
            synchronized (this) {
                List<EncodedCommit> page = page(
                        request,
                        EncodedCommit::sequence,
                        commit -> commit.stream().equals(stream) && commit.intersects(minRevision, maxRevision));
                return Page.bySequence(request, page, !page.isEmpty()).seenAs(view(stream.tenantId()));
            }
        });
    }

    @Override
    public Mono<Page> readTenant(String tenantId, Instant maxStamp, PageRequest request) {
        return Mono.fromSupplier(() -> {
            synchronized (this) {
                ReadView view = request.view() == null ? view(tenantId) : request.view();
                List<EncodedCommit> page = page(
                        request,
                        EncodedCommit::checkpoint,
                        commit -> commit.stream().tenantId().equals(tenantId)
                                && commit.checkpoint() <= view.through()
                                && !commit.stamp().isAfter(maxStamp));
                return Page.byCheckpoint(request, page, !page.isEmpty()).seenAs(view(tenantId));
            }
        });
    }

    @Override
    public Mono<LogPage> readAll(PageRequest request) {
        return Mono.fromSupplier(() -> {
            synchronized (this) {
                LogHead head = new LogHead(id(), checkpoint);
                List<EncodedCommit> page = page(request, EncodedCommit::checkpoint, commit -> true);
                long settled =
                        page.isEmpty() ? checkpoint : page.get(page.size() - 1).checkpoint();
                return new LogPage(head, page, Math.max(request.after(), settled));
            }
        });
    }

    @Override
    public Mono<StoredHead> head(StreamKey stream) {
        return Mono.defer(() -> {
            synchronized (this) {
                id();
                return Mono.justOrEmpty(commits.stream()
                        .filter(commit -> commit.stream().equals(stream))
                        .reduce((a, b) -> b)
                        .map(last -> new StoredHead(last.sequence(), last.revision(), last.stamp())));
            }
        });
    }

    @Override
    public Mono<EncodedCommit> find(StreamKey stream, UUID commitId) {
        return Mono.defer(() -> {
            synchronized (this) {
                id();
                return Mono.justOrEmpty(commits.stream()
                        .filter(commit -> commit.stream().equals(stream)
                                && commit.commitId().equals(commitId))
                        .findFirst());
            }
        });
    }

    @Override
    public Mono<LogHead> head() {
        return Mono.fromSupplier(() -> {
            synchronized (this) {
                return new LogHead(id(), checkpoint);
            }
        });
    }

    @Override
    public Mono<Void> put(EncodedSnapshot snapshot) {
        return Mono.fromRunnable(() -> {
            synchronized (this) {
                id();
                snapshots
                        .computeIfAbsent(snapshot.stream(), key -> new TreeMap<>())
                        .put(snapshot.revision(), snapshot);
            }
        });
    }

    @Override
    public Mono<EncodedSnapshot> find(StreamKey stream, long maxRevision) {
        return Mono.defer(() -> {
            synchronized (this) {
                id();
                NavigableMap<Long, EncodedSnapshot> all = snapshots.getOrDefault(stream, new TreeMap<>());
                Map.Entry<Long, EncodedSnapshot> found = all.floorEntry(maxRevision);
                return found == null ? Mono.empty() : Mono.just(found.getValue());
            }
        });
    }

    @Override
    public Mono<Void> trim(StreamKey stream, int keep) {
        return Mono.fromRunnable(() -> {
            synchronized (this) {
                id();
                NavigableMap<Long, EncodedSnapshot> all = snapshots.getOrDefault(stream, new TreeMap<>());
                while (all.size() > keep) {
                    all.pollFirstEntry();
                }
            }
        });
    }

    @Override
    public Mono<Long> newestRevision(StreamKey stream) {
        return find(stream, Long.MAX_VALUE).map(EncodedSnapshot::revision);
    }

    @Override
    public Mono<Void> initialize() {
        return Mono.fromRunnable(() -> {
            synchronized (this) {
                storeId = storeId == null ? UUID.randomUUID() : storeId;
            }
        });
    }

    @Override
    public Mono<Void> drop() {
        return Mono.fromRunnable(() -> {
            synchronized (this) {
                storeId = null;
                checkpoint = 0;
                commits.clear();
                snapshots.clear();
                states.clear();
            }
        });
    }

    @Override
    public Mono<Void> purge(String tenantId) {
        return Mono.fromRunnable(() -> {
            synchronized (this) {
                id();
                purges.merge(tenantId, 1L, Long::sum);
                commits.removeIf(commit -> commit.stream().tenantId().equals(tenantId));
                snapshots.keySet().removeIf(stream -> stream.tenantId().equals(tenantId));
            }
        });
    }

    @Override
    public Mono<Void> close() {
        return Mono.empty();
    }
}
