package io.aett.reactive.mongodb;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gt;
import static com.mongodb.client.model.Filters.gte;
import static com.mongodb.client.model.Filters.lte;

import com.mongodb.client.model.Aggregates;
import com.mongodb.client.model.Sorts;
import io.aett.reactive.mongodb.Generations.Alive;
import io.aett.reactive.mongodb.Generations.Answer;
import io.aett.reactive.sealedlog.SealedLog;
import io.aett.reactive.spi.AppendResult;
import io.aett.reactive.spi.CommitLog;
import io.aett.reactive.spi.EncodedCommit;
import io.aett.reactive.spi.LogHead;
import io.aett.reactive.spi.LogPage;
import io.aett.reactive.spi.Page;
import io.aett.reactive.spi.PageRequest;
import io.aett.reactive.spi.ReadView;
import io.aett.reactive.spi.StoredHead;
import io.aett.reactive.spi.StreamKey;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.bson.BsonBinary;
import org.bson.BsonDocument;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The commits in MongoDB: one document per commit, whose {@code _id} is its place in the global order.
 *
 * <p><b>Order.</b> The sealed log ({@link SealedLog}) over one counter document and inserts: see
 * {@link MongoSealedStorage} for how its steps become commands.
 *
 * <p><b>Streams.</b> A page is one query of one index, behind which the log's document tells whether the tenant's
 * generation was still the one that was asked for when all was read ({@link Generations}): beside a purge a page is whole, or
 * of the next generation. The first page of a stream goes by revision; those
 * after it by sequence, because a search by revision would walk from the start again. Each page is one batch without a
 * cursor, so that a slow subscriber holds nothing.
 *
 * <p><b>Purge</b> turns a tenant's commits into tombstones: were they deleted, their positions would be open again. What
 * a stalled writer still adds to a generation that was purged is there, but stands for nothing.
 */
final class MongoCommitLog implements CommitLog {

    private final Collections collections;
    private final Generations generations;
    private final Parts parts;
    private final SealedLog log;
    private final @Nullable Flux<Long> wakeUps;
    private final PageOfDocuments.Limit limit = new PageOfDocuments.Limit();

    MongoCommitLog(
            Collections collections,
            Generations generations,
            Parts parts,
            MongoSealedStorage sealed,
            MongoOptions options,
            WakeUps wakeUps) {
        this.collections = collections;
        this.generations = generations;
        this.parts = parts;
        this.log =
                SealedLog.create(sealed, options.sealDelay(), options.engine().commitTimeout(), System::nanoTime);
        this.wakeUps = options.changeStreams() ? wakeUps.listen() : null;
    }

    @Override
    public Mono<List<AppendResult>> append(List<EncodedCommit> batch) {
        return log.append(batch);
    }

    @Override
    public Mono<LogPage> readAll(PageRequest request) {
        return log.readAll(request);
    }

    @Override
    public Mono<Page> readStream(StreamKey stream, long minRevision, long maxRevision, PageRequest request) {
        boolean first = request.after() <= 0;
        Bson place = first
                ? gte(Documents.REVISION, minRevision)
                : and(gt(Documents.SEQUENCE, request.after()), gte(Documents.REVISION, minRevision));
        int most = most(request, minRevision, maxRevision);
        Mono<Alive<Answer>> answer = generations.alive(
                stream.tenantId(),
                view -> collections.answer(
                        and(Documents.stream(new BsonDocument(), stream, view.of(stream.tenantId())), place),
                        first ? Indexes.REVISION : Indexes.SEQUENCE,
                        Sorts.ascending(first ? Documents.REVISION : Documents.SEQUENCE),
                        most));
        return answer.flatMap(alive -> {
            PageOfDocuments page = page(request, most, alive.found());
            return parts.commits(page.documents())
                    .map(commits -> within(request, commits, maxRevision, page.more())
                            .seenAs(new ReadView(alive.life(), alive.state().last())));
        });
    }

    private PageOfDocuments page(PageRequest request, int most, Answer answer) {
        return limit.learnt(PageOfDocuments.cut(request, most, answer));
    }

    /** No more commits than revisions that are asked for, and the one that shows the end. */
    private int most(PageRequest request, long minRevision, long maxRevision) {
        long revisions = maxRevision == Long.MAX_VALUE ? Long.MAX_VALUE : maxRevision - minRevision + 2;
        return (int) Math.min(limit.of(request), Math.max(1, revisions));
    }

    private static Page within(PageRequest request, List<EncodedCommit> commits, long maxRevision, boolean more) {
        int count = 0;
        while (count < commits.size() && commits.get(count).firstRevision() <= maxRevision) {
            count++;
        }
        boolean end =
                count < commits.size() || (count > 0 && commits.get(count - 1).revision() >= maxRevision);
        return Page.bySequence(request, commits.subList(0, count), more && !end);
    }

    @Override
    public Mono<Page> readTenant(String tenantId, Instant maxStamp, PageRequest request) {
        ReadView seen = request.view();
        return seen != null
                ? readTenant(tenantId, maxStamp, seen.through(), request)
                : generations.state().flatMap(state -> readTenant(tenantId, maxStamp, state.last(), request));
    }

    /** Up to the head that the first page saw before it read: what is above may be there while its predecessor is not. */
    private Mono<Page> readTenant(String tenantId, Instant maxStamp, long through, PageRequest request) {
        int most = limit.of(request);
        Mono<Alive<Answer>> answer = generations.alive(
                tenantId,
                view -> collections.answer(
                        and(
                                eq(Documents.TENANT, tenantId),
                                eq(Documents.GENERATION, view.of(tenantId)),
                                gt(Documents.ID, request.after()),
                                lte(Documents.ID, through),
                                lte(Documents.STAMP, Documents.micros(maxStamp))),
                        Indexes.TENANT,
                        Sorts.ascending(Documents.ID),
                        most));
        return answer.flatMap(alive -> {
            PageOfDocuments page = page(request, most, alive.found());
            return parts.commits(page.documents())
                    .map(commits -> Page.byCheckpoint(request, commits, page.more())
                            .seenAs(new ReadView(alive.life(), through)));
        });
    }

    @Override
    public Mono<StoredHead> head(StreamKey stream) {
        return generations
                .alive(
                        stream.tenantId(),
                        view -> collections.answer(
                                Documents.stream(new BsonDocument(), stream, view.of(stream.tenantId())),
                                Indexes.REVISION,
                                Sorts.descending(Documents.REVISION),
                                1,
                                Aggregates.project(Indexes.COVERED)))
                .flatMapIterable(alive -> alive.found().documents())
                .next()
                .map(MongoSealedStorage.Found::of)
                .map(head -> new StoredHead(head.sequence(), head.revision(), head.stamp()));
    }

    @Override
    public Mono<EncodedCommit> find(StreamKey stream, UUID commitId) {
        return generations.reading(
                stream.tenantId(),
                view -> collections
                        .first(collections
                                .findCommits(Documents.inStream(
                                        stream,
                                        view.of(stream.tenantId()),
                                        Documents.COMMIT_ID,
                                        new BsonBinary(commitId)))
                                .hintString(Indexes.COMMIT_ID))
                        .flatMap(parts::commit));
    }

    @Override
    public Mono<LogHead> head() {
        return generations.state().map(Generations.State::head);
    }

    @Override
    public @Nullable Flux<Long> wakeUps() {
        return wakeUps;
    }
}
