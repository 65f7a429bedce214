package io.aett.reactive.dynamodb;

import io.aett.reactive.CommitOutcomeUnknownException;
import io.aett.reactive.StorageException;
import io.aett.reactive.sealedlog.Placement;
import io.aett.reactive.sealedlog.SealedLog;
import io.aett.reactive.spi.AppendResult;
import io.aett.reactive.spi.CommitLog;
import io.aett.reactive.spi.EncodedCommit;
import io.aett.reactive.spi.FailureClassifier.Kind;
import io.aett.reactive.spi.LogHead;
import io.aett.reactive.spi.LogPage;
import io.aett.reactive.spi.Page;
import io.aett.reactive.spi.PageRequest;
import io.aett.reactive.spi.ReadView;
import io.aett.reactive.spi.StoredHead;
import io.aett.reactive.spi.StreamKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The commits in one DynamoDB table.
 *
 * <p><b>Append.</b> What makes a commit valid is decided by the write that creates it ({@link Placing}). With a global
 * order an append takes three round trips: the counter with, beside it, the tenants' generations; then what announces the commits;
 * then the commits. Without an order it takes one.
 *
 * <p><b>Order.</b> The sealed log ({@link SealedLog}): what is announced at a position names its commit, and the commit or a void of a reader
 * comes to be where the commit belongs, whichever is first. A reader fetches the commits of a page by their keys.
 *
 * <p><b>Purge.</b> Every key of a tenant's carries the tenant's generation, which a purge replaces first. A writer looks
 * up the generation after its append began; so what it stores is either in the living generation, or the append began before
 * the purge took effect, and was purged. A reader looks it up after the rows of each page: while it is the same, nothing had
 * been taken away yet. So a page is of one life of the tenant, and whole.
 */
final class DynamoDbCommitLog implements CommitLog {

    /** The most positions that a read of one tenant looks at in one round of requests, and the most rounds of a page. */
    private static final int TENANT_WINDOW = 4096;

    private static final int TENANT_ROUNDS = 8;

    private final Counter counter;
    private final Lanes lanes;
    private final Commits commits;
    private final Heads heads;
    private final Judging judging;
    private final Generations generations;
    private final Placing placing;
    private final Announced announced;
    private final @Nullable SealedLog order;

    DynamoDbCommitLog(
            Counter counter,
            Lanes lanes,
            Commits commits,
            Heads heads,
            Judging judging,
            Generations generations,
            Placing placing,
            Announced announced,
            @Nullable SealedLog order) {
        this.counter = counter;
        this.lanes = lanes;
        this.commits = commits;
        this.heads = heads;
        this.judging = judging;
        this.generations = generations;
        this.placing = placing;
        this.announced = announced;
        this.order = order;
    }

    @Override
    public Mono<List<AppendResult>> append(List<EncodedCommit> batch) {
        return order == null ? Mono.defer(() -> appendUnordered(batch)) : order.append(batch);
    }

    /** In the last known generations; what those were wrong for is done again in the right ones. */
    private Mono<List<AppendResult>> appendUnordered(List<EncodedCommit> batch) {
        List<String> tenants = DynamoDbSealedStorage.tenantsOf(batch);
        if (tenants.stream().anyMatch(tenantId -> generations.guess(tenantId) == Generations.NONE)) {
            return generations.ofWriter(tenants).flatMap(found -> placeUnordered(batch, found::get));
        }
        return placeUnordered(batch, generations::guess);
    }

    private Mono<List<AppendResult>> placeUnordered(List<EncodedCommit> batch, Function<String, Long> guess) {
        List<Attempt> attempts = new ArrayList<>(batch.size());
        for (EncodedCommit commit : batch) {
            long generation = guess.apply(commit.stream().tenantId());
            attempts.add(Attempt.of(attempts.size(), commit, generation, 0));
        }
        Mono<Map<String, Long>> current = generations
                .ofWriter(DynamoDbSealedStorage.tenantsOf(batch))
                .onErrorMap(DynamoDbCommitLog::isNoRefusal, DynamoDbCommitLog::storedPerhaps);
        return Mono.zip(placing.place(attempts, Map.of()), current).flatMap(both -> {
            List<Attempt> wrong = attempts.stream()
                    .filter(attempt -> !isIn(both.getT2(), attempt))
                    .toList();
            return wrong.isEmpty() ? Mono.just(results(both.getT1())) : again(batch, wrong);
        });
    }

    /** All of it: what was in the right generation is known by its nonce. */
    private Mono<List<AppendResult>> again(List<EncodedCommit> batch, List<Attempt> wrong) {
        boolean partly = wrong.size() < batch.size();
        return Flux.fromIterable(wrong)
                .concatMap(attempt -> generations
                        .alsoDead(attempt.commit().stream().tenantId(), attempt.generation())
                        .onErrorComplete())
                .then(Mono.defer(() -> appendUnordered(batch)))
                .onErrorMap(failure -> partly && isNoRefusal(failure), DynamoDbCommitLog::storedPerhaps);
    }

    /** A refusal concerns one commit, and the others are sent again without it. */
    private static boolean isNoRefusal(Throwable failure) {
        Kind kind = DynamoDbFailures.classify(failure);
        return kind == Kind.NOT_APPLIED || kind == Kind.UNKNOWN;
    }

    private static Throwable storedPerhaps(Throwable failure) {
        return failure instanceof CommitOutcomeUnknownException
                ? failure
                : new CommitOutcomeUnknownException(
                        "DynamoDB: it is not known what of the append was stored; repeat it with the same commit ids",
                        failure);
    }

    private static boolean isIn(Map<String, Long> generations, Attempt attempt) {
        return generations.getOrDefault(attempt.commit().stream().tenantId(), 0L) == attempt.generation();
    }

    private static List<AppendResult> results(List<Placement> placements) {
        List<AppendResult> results = new ArrayList<>(placements.size());
        for (Placement placement : placements) {
            if (placement instanceof Placement.Stored stored) {
                results.add(new AppendResult.Appended(stored.position(), stored.stamp()));
            } else if (placement instanceof Placement.Refused refused) {
                results.add(refused.why());
            } else {
                throw new StorageException("DynamoDB: a commit that is known by its id is not there");
            }
        }
        return results;
    }

    @Override
    public Mono<Page> readStream(StreamKey stream, long minRevision, long maxRevision, PageRequest page) {
        ReadView view = page.view();
        if (view == null) {
            return generations.readingAll(
                    stream.tenantId(),
                    generation -> generation == Generations.NONE
                            ? Mono.just(new Page(List.of(), page.after(), true)
                                    .seenAs(new ReadView(generation, Long.MAX_VALUE)))
                            : commits.page(generation, stream, minRevision, maxRevision, page)
                                    .map(found -> found.seenAs(new ReadView(generation, Long.MAX_VALUE))));
        }
        return Mono.defer(() -> commits.page((Long) view.life(), stream, minRevision, maxRevision, page))
                .flatMap(found -> generations
                        .current(stream.tenantId())
                        .map(now -> found.seenAs(new ReadView(now, view.through()))));
    }

    @Override
    public Mono<Page> readTenant(String tenantId, Instant maxStamp, PageRequest page) {
        return ordered("getAllTo").then(Mono.defer(() -> {
            ReadView view = page.view();
            return view == null
                    ? Mono.zip(counter.head(), generations.current(tenantId))
                            .flatMap(both -> tenant(
                                    tenantId,
                                    maxStamp,
                                    page,
                                    both.getT2(),
                                    both.getT1().last()))
                    : tenant(tenantId, maxStamp, page, (Long) view.life(), view.through());
        }));
    }

    private Mono<Page> tenant(String tenantId, Instant maxStamp, PageRequest page, long generation, long last) {
        if (generation == Generations.NONE) {
            return Mono.just(new Page(List.of(), last, true).seenAs(new ReadView(generation, last)));
        }
        return new TenantReading(tenantId, generation, Items.micros(maxStamp), page, last)
                .next(page.after(), page.maxCommits(), TENANT_ROUNDS)
                .flatMap(found -> {
                    ReadView seen = Objects.requireNonNull(found.view());
                    boolean purged = page.view() == null && !seen.life().equals(generation);
                    return purged ? readTenant(tenantId, maxStamp, page) : Mono.just(found);
                });
    }

    /**
     * A page of one tenant in the making: the database leaves out others, so that it may take several looks to fill. It ends
     * at the head that the read began with: what came to be behind that may follow what is missing before it.
     */
    private final class TenantReading {

        private final String tenantId;
        private final String commitsOfTenant;
        private final long maxMicros;
        private final PageRequest page;
        private final long last;
        private final List<Entry> found = new ArrayList<>();

        TenantReading(String tenantId, long generation, long maxMicros, PageRequest page, long last) {
            this.tenantId = tenantId;
            this.commitsOfTenant = Keys.commitsOfTenant(generation, tenantId);
            this.maxMicros = maxMicros;
            this.page = page;
            this.last = last;
        }

        Mono<Page> next(long after, int window, int rounds) {
            long through = Math.min(last, after + window);
            if (through <= after) {
                return page(after);
            }
            return lanes.entries(after, through).flatMap(entries -> {
                entries.stream().filter(this::isMeant).forEach(found::add);
                return found.size() >= page.maxCommits() || through == last || rounds == 1
                        ? page(through)
                        : next(through, Math.min(TENANT_WINDOW, 2 * window), rounds - 1);
            });
        }

        private boolean isMeant(Entry entry) {
            return entry.commits().startsWith(commitsOfTenant) && entry.micros() <= maxMicros;
        }

        /** Of the life that is there after the entries and the commits were read. */
        private Mono<Page> page(long through) {
            List<Entry> taken = Lanes.cut(found, page);
            boolean all = taken.size() == found.size();
            long end = all ? through : taken.get(taken.size() - 1).position();
            if (taken.isEmpty()) {
                return generations.current(tenantId).map(now -> page(List.of(), end, all && through >= last, now));
            }
            return (end < last ? announced.ofOlder(taken) : announced.of(taken)).map(read -> {
                List<EncodedCommit> inOrder = taken.stream()
                        .flatMap(entry -> Stream.ofNullable(read.byPosition().get(entry.position())))
                        .toList();
                long now = read.generations().getOrDefault(tenantId, Generations.NONE);
                return page(inOrder, end, all && through >= last, now);
            });
        }

        private Page page(List<EncodedCommit> inOrder, long end, boolean isLast, long generation) {
            return new Page(inOrder, end, isLast).seenAs(new ReadView(generation, last));
        }
    }

    @Override
    public Mono<LogPage> readAll(PageRequest page) {
        return order == null ? ordered("getFrom and follow").then(Mono.empty()) : order.readAll(page);
    }

    @Override
    public Mono<StoredHead> head(StreamKey stream) {
        return generations
                .readingAll(
                        stream.tenantId(),
                        generation -> generation == Generations.NONE
                                ? Mono.just(Place.START)
                                : heads.last(Keys.commits(generation, stream)))
                .filter(last -> last.sequence() > 0)
                .map(Place::head);
    }

    @Override
    public Mono<EncodedCommit> find(StreamKey stream, UUID commitId) {
        return generations
                .readingAll(
                        stream.tenantId(),
                        generation -> generation == Generations.NONE
                                ? Mono.just(Optional.<EncodedCommit>empty())
                                : found(generation, stream, commitId)
                                        .map(Optional::of)
                                        .defaultIfEmpty(Optional.empty()))
                .flatMap(Mono::justOrEmpty);
    }

    private Mono<EncodedCommit> found(long generation, StreamKey stream, UUID commitId) {
        return judging.find(generation, stream, commitId)
                .flatMap(first -> first.containsKey("i")
                        ? commits.whole(first)
                        : Mono.just(
                                Commits.missing(stream, Items.number(first, "n"), Keys.numberOf(Keys.sort(first)), 0)));
    }

    @Override
    public Mono<LogHead> head() {
        return ordered("the head").then(counter.head());
    }

    private Mono<Void> ordered(String operation) {
        return order == null
                ? Mono.error(() -> new StorageException("DynamoDB: this store keeps no global order, which " + operation
                        + " would need; it was created with globalOrder(false)"))
                : Mono.empty();
    }
}
