package io.aett.reactive.testkit.matrix;

import io.aett.reactive.StateEntry;
import io.aett.reactive.spi.AppendResult;
import io.aett.reactive.spi.CommitLog;
import io.aett.reactive.spi.EncodedCommit;
import io.aett.reactive.spi.EncodedSnapshot;
import io.aett.reactive.spi.FailureClassifier;
import io.aett.reactive.spi.LogHead;
import io.aett.reactive.spi.LogPage;
import io.aett.reactive.spi.Page;
import io.aett.reactive.spi.PageRequest;
import io.aett.reactive.spi.SnapshotTable;
import io.aett.reactive.spi.StatePage;
import io.aett.reactive.spi.StateTable;
import io.aett.reactive.spi.Storage;
import io.aett.reactive.spi.StorageManagement;
import io.aett.reactive.spi.StoredHead;
import io.aett.reactive.spi.StreamKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** A storage whose requests and answers are lost as a network would lose them. Safe for use by many threads. */
public final class FaultyStorage {

    /** A request that did not arrive. */
    private static final class LostRequest extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    /** A request that took effect, and was not answered. */
    private static final class LostAnswer extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    /** What becomes of a request. */
    private interface Way {
        <T> Mono<T> of(Mono<T> request);
    }

    private static final Way WELL = new Way() {
        @Override
        public <T> Mono<T> of(Mono<T> request) {
            return request;
        }
    };

    private final Storage storage;
    private volatile Way way = WELL;
    private volatile Sinks.Empty<Void> healed = Sinks.empty();

    /** Nothing is wrong with it at first. */
    public FaultyStorage(Storage sound) {
        storage = new Storage(
                sound.name(),
                sound.limits(),
                new Log(sound.commits()),
                new Snapshots(sound.snapshots()),
                new States(sound.states()),
                new Management(sound.management()),
                failure -> classify(sound.failures(), failure));
    }

    /** To make a store of. */
    public Storage storage() {
        return storage;
    }

    private static FailureClassifier.Kind classify(FailureClassifier sound, Throwable failure) {
        if (failure instanceof LostRequest) {
            return FailureClassifier.Kind.NOT_APPLIED;
        }
        return failure instanceof LostAnswer ? FailureClassifier.Kind.UNKNOWN : sound.classify(failure);
    }

    /** Each so many-th request takes effect, and its answer is lost. */
    public void loseAnswers(int requests) {
        AtomicInteger count = new AtomicInteger();
        way = new Way() {
            @Override
            public <T> Mono<T> of(Mono<T> request) {
                return count.incrementAndGet() % requests == 0 ? request.then(Mono.error(LostAnswer::new)) : request;
            }
        };
    }

    /** No request arrives. */
    public void loseRequests() {
        way = new Way() {
            @Override
            public <T> Mono<T> of(Mono<T> request) {
                return Mono.error(LostRequest::new);
            }
        };
    }

    /** Requests, or else their answers, are held until it is healed. */
    public void silence(boolean answersOnly) {
        Mono<Void> end = healed.asMono();
        way = new Way() {
            @Override
            public <T> Mono<T> of(Mono<T> request) {
                return answersOnly
                        ? request.delayUntil(value -> end).switchIfEmpty(end.then(Mono.empty()))
                        : end.then(request);
            }
        };
    }

    /** Each request takes so much longer. */
    public void slow(Duration each) {
        way = new Way() {
            @Override
            public <T> Mono<T> of(Mono<T> request) {
                return Mono.delay(each).then(request);
            }
        };
    }

    /** Back to normal. */
    public void heal() {
        way = WELL;
        Sinks.Empty<Void> before = healed;
        healed = Sinks.empty();
        before.tryEmitEmpty();
    }

    private <T> Mono<T> through(Mono<T> request) {
        return Mono.defer(() -> way.of(request));
    }

    private final class Log implements CommitLog {
        private final CommitLog log;

        Log(CommitLog log) {
            this.log = log;
        }

        @Override
        public Mono<List<AppendResult>> append(List<EncodedCommit> batch) {
            return through(log.append(batch));
        }

        @Override
        public Mono<Page> readStream(StreamKey stream, long minRevision, long maxRevision, PageRequest page) {
            return through(log.readStream(stream, minRevision, maxRevision, page));
        }

        @Override
        public Mono<Page> readTenant(String tenantId, Instant maxStamp, PageRequest page) {
            return through(log.readTenant(tenantId, maxStamp, page));
        }

        @Override
        public Mono<LogPage> readAll(PageRequest page) {
            return through(log.readAll(page));
        }

        @Override
        public Mono<StoredHead> head(StreamKey stream) {
            return through(log.head(stream));
        }

        @Override
        public Mono<EncodedCommit> find(StreamKey stream, UUID commitId) {
            return through(log.find(stream, commitId));
        }

        @Override
        public Mono<LogHead> head() {
            return through(log.head());
        }

        @Override
        public @Nullable Flux<Long> wakeUps() {
            return log.wakeUps();
        }
    }

    private final class Snapshots implements SnapshotTable {
        private final SnapshotTable table;

        Snapshots(SnapshotTable table) {
            this.table = table;
        }

        @Override
        public Mono<Void> put(EncodedSnapshot snapshot) {
            return through(table.put(snapshot));
        }

        @Override
        public Mono<EncodedSnapshot> find(StreamKey stream, long maxRevision) {
            return through(table.find(stream, maxRevision));
        }

        @Override
        public Mono<Void> trim(StreamKey stream, int keep) {
            return through(table.trim(stream, keep));
        }

        @Override
        public Mono<Long> newestRevision(StreamKey stream) {
            return through(table.newestRevision(stream));
        }
    }

    private final class States implements StateTable {
        private final StateTable table;

        States(StateTable table) {
            this.table = table;
        }

        @Override
        public Mono<StateEntry> get(String space, String key) {
            return through(table.get(space, key));
        }

        @Override
        public Mono<StatePage> scan(String space, String from, boolean inclusive, int maxEntries) {
            return through(table.scan(space, from, inclusive, maxEntries));
        }

        @Override
        public Mono<StateEntry> create(String space, String key, byte[] value, String nonce) {
            return through(table.create(space, key, value, nonce));
        }

        @Override
        public Mono<StateEntry> replace(StateEntry expected, byte[] value, String nonce) {
            return through(table.replace(expected, value, nonce));
        }

        @Override
        public Mono<Boolean> remove(StateEntry expected) {
            return through(table.remove(expected));
        }
    }

    private final class Management implements StorageManagement {
        private final StorageManagement management;

        Management(StorageManagement management) {
            this.management = management;
        }

        @Override
        public Mono<Void> initialize() {
            return through(management.initialize());
        }

        @Override
        public Mono<Void> drop() {
            return through(management.drop());
        }

        @Override
        public Mono<Void> purge(String tenantId) {
            return through(management.purge(tenantId));
        }

        @Override
        public Mono<Void> close() {
            return management.close();
        }
    }
}
