package io.aett.reactive.engine;

import io.aett.reactive.Commit;
import io.aett.reactive.EngineListener.Source;
import io.aett.reactive.StorageException;
import io.aett.reactive.StorageUnavailableException;
import io.aett.reactive.StreamHead;
import io.aett.reactive.engine.PagedFlux.Chunk;
import io.aett.reactive.spi.CommitLog;
import io.aett.reactive.spi.EncodedCommit;
import io.aett.reactive.spi.Page;
import io.aett.reactive.spi.PageRequest;
import io.aett.reactive.spi.ReadView;
import io.aett.reactive.spi.Storage;
import io.aett.reactive.spi.StreamKey;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The finite reads by stream and by tenant: pages on demand, decoded one by one. */
final class CommitReader {

    private final Storage storage;
    private final CommitLog log;
    private final CommitCodec codec;
    private final Paging paging;

    CommitReader(Storage storage, CommitCodec codec, Paging paging) {
        this.storage = storage;
        this.log = storage.commits();
        this.codec = codec;
        this.paging = paging;
    }

    Flux<Commit> byRevision(String tenantId, String streamId, long minRevision, long maxRevision) {
        return Flux.defer(() -> {
            StreamKey stream = new StreamKey(tenantId, streamId);
            long min = Math.max(1, minRevision);
            return min > maxRevision
                    ? Flux.empty()
                    : stream(stream, min, maxRevision, 0, Succession.fromRevision(min))
                            .map(codec::decode);
        });
    }

    /** All commits from a sequence on. */
    Flux<Commit> fromSequence(StreamKey stream, long sequence) {
        return Flux.defer(() -> stream(stream, 1, Long.MAX_VALUE, sequence - 1, Succession.fromSequence(sequence))
                .map(codec::decode));
    }

    Mono<Commit> byId(String tenantId, String streamId, UUID commitId) {
        return Mono.defer(
                () -> find(new StreamKey(tenantId, streamId), commitId).map(codec::decode));
    }

    Mono<EncodedCommit> find(StreamKey stream, UUID commitId) {
        return paging.access(Mono.defer(() -> log.find(stream, commitId)));
    }

    /** Stamps never decrease within a stream, so these are the first so many commits. */
    Flux<Commit> byTime(String tenantId, String streamId, Instant maxTime) {
        return Flux.defer(() -> {
            StreamKey stream = new StreamKey(tenantId, streamId);
            return stream(stream, 1, Long.MAX_VALUE, 0, Succession.fromRevision(1))
                    .takeWhile(commit -> !commit.stamp().isAfter(maxTime))
                    .map(codec::decode);
        });
    }

    Flux<Commit> tenantByTime(String tenantId, Instant maxTime) {
        return Flux.defer(() -> {
            StreamKey.requireValidId("tenantId", tenantId);
            if (maxTime.isBefore(Stamps.MIN)) {
                return Flux.<Commit>empty();
            }
            Instant time = Stamps.atMost(maxTime);
            return finite(0, Source.TENANT, request -> log.readTenant(tenantId, time, request), Succession.ofTenant())
                    .map(codec::decode);
        });
    }

    Mono<StreamHead> head(String tenantId, String streamId) {
        return Mono.defer(() -> {
            StreamKey stream = new StreamKey(tenantId, streamId);
            Mono<Long> snapshot = storage.snapshots().newestRevision(stream).defaultIfEmpty(0L);
            return paging.access(log.head(stream)
                    .zipWith(
                            snapshot,
                            (head, newest) ->
                                    new StreamHead(tenantId, streamId, head.revision(), head.sequence(), newest)));
        });
    }

    private Flux<EncodedCommit> stream(
            StreamKey stream, long minRevision, long maxRevision, long afterSequence, Succession.Check check) {
        return finite(
                afterSequence,
                Source.STREAM,
                request -> log.readStream(stream, minRevision, maxRevision, request),
                check);
    }

    /** To be called once per subscription: what it returns keeps the state of one read. */
    private Flux<EncodedCommit> finite(long after, Source what, PageSource source, Succession.Check check) {
        SameView seen = new SameView();
        Paging.Sizes sizes = paging.sizes();
        return new PagedFlux<>(
                        after,
                        (cursor, all) -> paging.page(
                                        what,
                                        source.read(sizes.request(cursor, seen.view, all)),
                                        page -> page.commits().size())
                                .map(page -> {
                                    seen.check(page.view());
                                    sizes.came(page.commits().size());
                                    return new Chunk<>(page.commits(), page.next(), page.last());
                                }))
                .map(check::next);
    }

    /** All pages of a read show one life of the tenant. One instance per subscription; its fetches never overlap. */
    private static final class SameView {

        @Nullable
        ReadView view;

        void check(@Nullable ReadView next) {
            ReadView first = view;
            if (next == null) {
                throw new StorageException("the backend gave a page that does not say what it sees");
            } else if (first == null) {
                view = next;
            } else if (!first.life().equals(next.life())) {
                throw new StorageUnavailableException(
                        "the tenant was purged, or the store dropped, while this was read; read it again");
            }
        }
    }

    private interface PageSource {
        Mono<Page> read(PageRequest request);
    }
}
