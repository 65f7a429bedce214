package io.aett.reactive.dynamodb;

import io.aett.reactive.StorageException;
import io.aett.reactive.sealedlog.Placement;
import io.aett.reactive.sealedlog.SealedLog;
import io.aett.reactive.spi.AppendResult;
import io.aett.reactive.spi.CommitLog;
import io.aett.reactive.spi.EncodedCommit;
import io.aett.reactive.spi.LogHead;
import io.aett.reactive.spi.LogPage;
import io.aett.reactive.spi.Page;
import io.aett.reactive.spi.PageRequest;
import io.aett.reactive.spi.StoredHead;
import io.aett.reactive.spi.StreamKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * The commits in one DynamoDB table.
 *
 * <p><b>Append.</b> What makes a commit valid is checked by the transaction that stores it ({@link Placing}). With a global
 * order the transaction needs a position, so an append takes two round trips: the counter with, beside it, the tenants'
 * generations, then the transactions. Without an order it takes one.
 *
 * <p><b>Order.</b> The sealed log ({@link SealedLog}): the entry at a position is created by the commit's own transaction, or
 * a tombstone by a reader, whichever comes first. An entry names its commit, and a reader fetches the commits of a page
 * by their keys.
 *
 * <p><b>Purge.</b> Every key of a tenant's carries the tenant's generation, which a purge raises first. A writer looks
 * up the generation after its append began; so what it stores is either in the living generation, or the append began before
 * the purge took effect, and was purged. A reader looks it up beside each page and reads again if it was another one.
 */
final class DynamoDbCommitLog implements CommitLog {

    /** The most positions that a read of one tenant looks at in one round of requests, and the most rounds of a page. */
    private static final int TENANT_WINDOW = 4096;

    private static final int TENANT_ROUNDS = 8;

    private final Counter counter;
    private final Table table;
    private final Lanes lanes;
    private final Commits commits;
    private final Generations generations;
    private final Placing placing;
    private final @Nullable SealedLog order;

    DynamoDbCommitLog(
            Table table,
            Counter counter,
            Lanes lanes,
            Commits commits,
            Generations generations,
            Placing placing,
            @Nullable SealedLog order) {
        this.table = table;
        this.counter = counter;
        this.lanes = lanes;
        this.commits = commits;
        this.generations = generations;
        this.placing = placing;
        this.order = order;
    }

    @Override
    public Mono<List<AppendResult>> append(List<EncodedCommit> batch) {
        return order == null ? Mono.defer(() -> appendUnordered(batch)) : order.append(batch);
    }

    /** In the last known generations; what those were wrong for is done again in the right ones. */
    private Mono<List<AppendResult>> appendUnordered(List<EncodedCommit> batch) {
        List<Attempt> attempts = new ArrayList<>(batch.size());
        for (EncodedCommit commit : batch) {
            long guess = generations.guess(commit.stream().tenantId());
            attempts.add(Attempt.of(attempts.size(), commit, guess, 0));
        }
        return Mono.zip(placing.place(attempts), generations.current(DynamoDbSealedStorage.tenantsOf(batch)))
                .flatMap(both -> {
                    boolean right = attempts.stream().allMatch(attempt -> isIn(both.getT2(), attempt));
                    return right ? Mono.just(results(both.getT1())) : appendUnordered(batch);
                });
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
        return generations.reading(
                stream.tenantId(), generation -> commits.page(generation, stream, minRevision, maxRevision, page));
    }

    @Override
    public Mono<Page> readTenant(String tenantId, Instant maxStamp, PageRequest page) {
        return ordered("getAllTo")
                .then(Mono.zip(counter.head(), generations.current(tenantId)))
                .flatMap(both -> {
                    String commitsOfTenant = Keys.commitsOfTenant(both.getT2(), tenantId);
                    return new TenantReading(
                                    commitsOfTenant,
                                    Items.micros(maxStamp),
                                    page,
                                    both.getT1().last())
                            .next(page.after(), page.maxCommits(), TENANT_ROUNDS);
                });
    }

    /** A page of one tenant in the making: the database leaves out others, so that it may take several looks to fill. */
    private final class TenantReading {

        private final String commitsOfTenant;
        private final long maxMicros;
        private final PageRequest page;
        private final long last;
        private final List<Lanes.Entry> found = new ArrayList<>();

        TenantReading(String commitsOfTenant, long maxMicros, PageRequest page, long last) {
            this.commitsOfTenant = commitsOfTenant;
            this.maxMicros = maxMicros;
            this.page = page;
            this.last = last;
        }

        Mono<Page> next(long after, int window, int rounds) {
            long through = Math.min(last, after + window);
            if (through <= after) {
                return page(after);
            }
            return lanes.entriesOf(commitsOfTenant, maxMicros, after, through).flatMap(entries -> {
                found.addAll(entries);
                return found.size() >= page.maxCommits() || through == last || rounds == 1
                        ? page(through)
                        : next(through, Math.min(TENANT_WINDOW, 2 * window), rounds - 1);
            });
        }

        private Mono<Page> page(long through) {
            List<Lanes.Entry> taken = Lanes.cut(found, page);
            boolean all = taken.size() == found.size();
            long end = all ? through : taken.get(taken.size() - 1).position();
            return commits.of(taken, generations)
                    .map(byPosition -> new Page(
                            taken.stream()
                                    .flatMap(entry -> Stream.ofNullable(byPosition.get(entry.position())))
                                    .toList(),
                            end,
                            all && through >= last));
        }
    }

    @Override
    public Mono<LogPage> readAll(PageRequest page) {
        return order == null ? ordered("getFrom and follow").then(Mono.empty()) : order.readAll(page);
    }

    @Override
    public Mono<StoredHead> head(StreamKey stream) {
        return generations
                .reading(stream.tenantId(), generation -> table.get(Keys.head(generation, stream)))
                .map(Items::toHead);
    }

    @Override
    public Mono<EncodedCommit> find(StreamKey stream, UUID commitId) {
        return generations.reading(
                stream.tenantId(),
                generation -> table.get(Keys.marker(generation, stream, commitId))
                        .flatMap(marker -> commits.at(generation, stream, Items.number(marker, "r"))));
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
