package io.aett.reactive.dynamodb;

import io.aett.reactive.spi.EncodedCommit;
import io.aett.reactive.spi.Page;
import io.aett.reactive.spi.PageRequest;
import io.aett.reactive.spi.StreamKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;

/**
 * Reads commits: a stream's in order, or single ones by their keys.
 *
 * <p>A stream is sorted by the revision of each commit's last event, as ranges are asked for by revision. A page of it ends
 * with a cursor that is that revision, negative; a positive cursor is a sequence, whose revision has to be found first. It
 * is looked for from the end, as the only one who asks is a writer that lost a race, and it is near the end.
 */
final class Commits {

    private static final UUID NONE = new UUID(0, 0);

    /** Where a page ends though more was asked for: an answer has at most half of it, before it is inflated. */
    private static final long PAGE_BYTES = 2L << 20;

    private final Table table;

    Commits(Table table) {
        this.table = table;
    }

    static long pageBytes(PageRequest request) {
        return Math.min(PAGE_BYTES, request.maxBytes());
    }

    /** A page of a stream, as {@link io.aett.reactive.spi.CommitLog#readStream} says. */
    Mono<Page> page(long generation, StreamKey stream, long minRevision, long maxRevision, PageRequest request) {
        String partition = Keys.commits(generation, stream);
        Mono<Long> from =
                request.after() <= 0 ? Mono.just(-request.after()) : revisionOf(partition, request.after(), Map.of());
        return from.flatMap(revision ->
                new Reading(partition, maxRevision, request).next(Math.max(revision, minRevision - 1), Map.of()));
    }

    /** The revision of the last commit with a sequence not above this one, 0 when there is none. */
    private Mono<Long> revisionOf(String partition, long sequence, Map<String, AttributeValue> from) {
        QueryRequest.Builder query = QueryRequest.builder()
                .keyConditionExpression("pk = :c")
                .expressionAttributeValues(Map.of(":c", AttributeValue.fromS(partition)))
                .projectionExpression("pk, sk, n")
                .scanIndexForward(false)
                .limit(64)
                .exclusiveStartKey(from.isEmpty() ? null : from);
        return table.query(query).flatMap(response -> {
            for (Map<String, AttributeValue> item : response.items()) {
                String sort = Keys.sort(item);
                if (!Keys.isChunk(sort) && Items.number(item, "n") <= sequence) {
                    return Mono.just(Keys.numberOf(sort));
                }
            }
            return goesOn(response) ? revisionOf(partition, sequence, response.lastEvaluatedKey()) : Mono.just(0L);
        });
    }

    private static boolean goesOn(QueryResponse response) {
        return response.hasLastEvaluatedKey() && !response.lastEvaluatedKey().isEmpty();
    }

    /** One page of a stream in the making, of as many requests as it takes. */
    private final class Reading {

        private final String partition;
        private final long maxRevision;
        private final PageRequest request;
        private final List<EncodedCommit> commits = new ArrayList<>();
        private long bytes;
        private boolean beyond;
        private boolean leftOver;
        private @Nullable Map<String, AttributeValue> first;
        private List<Map<String, AttributeValue>> chunks = new ArrayList<>();

        Reading(String partition, long maxRevision, PageRequest request) {
            this.partition = partition;
            this.maxRevision = maxRevision;
            this.request = request;
        }

        Mono<Page> next(long afterRevision, Map<String, AttributeValue> from) {
            QueryRequest.Builder query = QueryRequest.builder()
                    .keyConditionExpression("pk = :c AND sk > :a")
                    .expressionAttributeValues(Map.of(
                            ":c",
                            AttributeValue.fromS(partition),
                            ":a",
                            AttributeValue.fromS(Keys.behind(afterRevision))))
                    .limit(limit(afterRevision))
                    .exclusiveStartKey(from.isEmpty() ? null : from);
            return table.query(query).flatMap(response -> {
                response.items().forEach(this::take);
                boolean more = goesOn(response);
                if (beyond || !more || (first == null && full())) {
                    return Mono.just(page(afterRevision, (more || leftOver) && !beyond));
                }
                return next(afterRevision, response.lastEvaluatedKey());
            });
        }

        /** As many items as are missing: each commit has at least one revision of the range. */
        private int limit(long afterRevision) {
            if (first != null) {
                return Items.chunks(first) - chunks.size();
            }
            long inRange = Math.max(1, maxRevision - afterRevision);
            return (int) Math.min(inRange, request.maxCommits() - commits.size());
        }

        private void take(Map<String, AttributeValue> item) {
            if (beyond || (first == null && full())) {
                leftOver = true;
                return;
            }
            if (Keys.isChunk(Keys.sort(item))) {
                chunks.add(item);
            } else {
                first = item;
                chunks = new ArrayList<>();
            }
            Map<String, AttributeValue> present = first;
            if (present != null && chunks.size() == Items.chunks(present)) {
                add(Items.toCommit(present, chunks));
                first = null;
            }
        }

        private void add(EncodedCommit commit) {
            if (commit.firstRevision() > maxRevision) {
                beyond = true;
                return;
            }
            commits.add(commit);
            bytes += commit.payload().length;
            beyond = commit.revision() >= maxRevision;
        }

        private boolean full() {
            return commits.size() >= request.maxCommits() || bytes >= pageBytes(request);
        }

        private Page page(long afterRevision, boolean more) {
            long last = commits.isEmpty()
                    ? afterRevision
                    : commits.get(commits.size() - 1).revision();
            return new Page(commits, -last, !more);
        }
    }

    /** The commit whose last event has this revision, or empty. */
    Mono<EncodedCommit> at(long generation, StreamKey stream, long revision) {
        return table.get(Keys.commit(generation, stream, revision))
                .flatMap(first -> complete(List.of(first)))
                .flatMapIterable(found -> found.values())
                .next();
    }

    /** The commits of these first items, with what their chunks hold, by key. */
    Mono<Map<Map<String, AttributeValue>, EncodedCommit>> complete(List<Map<String, AttributeValue>> firsts) {
        List<Map<String, AttributeValue>> chunkKeys =
                firsts.stream().flatMap(Commits::chunkKeys).toList();
        Mono<List<Map<String, AttributeValue>>> chunks =
                chunkKeys.isEmpty() ? Mono.just(List.of()) : table.getAll(chunkKeys);
        return chunks.map(items -> {
            Map<Map<String, AttributeValue>, Map<String, AttributeValue>> byKey = new HashMap<>();
            items.forEach(item -> byKey.put(Keys.keyOf(item), item));
            Map<Map<String, AttributeValue>, EncodedCommit> commits = new HashMap<>();
            for (Map<String, AttributeValue> first : firsts) {
                List<Map<String, AttributeValue>> own = chunkKeys(first)
                        .map(key -> byKey.getOrDefault(key, Map.of()))
                        .toList();
                commits.put(Keys.keyOf(first), Items.toCommit(first, own));
            }
            return commits;
        });
    }

    private static Stream<Map<String, AttributeValue>> chunkKeys(Map<String, AttributeValue> first) {
        String partition = Keys.partition(first);
        long revision = Keys.numberOf(Keys.sort(first));
        return IntStream.rangeClosed(1, Items.chunks(first))
                .mapToObj(i -> Keys.key(partition, Keys.chunk(revision, i)));
    }

    /** Stands for a commit that is not there, so that whoever reads it hears of that at its place in the order. */
    static EncodedCommit missing(Lanes.Entry entry) {
        return new EncodedCommit(
                Keys.streamOf(entry.commits()),
                Items.number(entry.item(), "n"),
                Items.number(entry.item(), "r"),
                1,
                NONE,
                NONE,
                Instant.EPOCH,
                new byte[0],
                entry.position());
    }

    /** The commits of these entries by position, dead generations left out. */
    Mono<Map<Long, EncodedCommit>> of(List<Lanes.Entry> entries, Generations generations) {
        List<Lanes.Entry> alive =
                entries.stream().filter(entry -> !entry.isTombstone()).toList();
        if (alive.isEmpty()) {
            return Mono.just(Map.of());
        }
        List<String> tenants = alive.stream()
                .map(entry -> Keys.streamOf(entry.commits()).tenantId())
                .distinct()
                .toList();
        List<Map<String, AttributeValue>> keys = generations.keys(tenants);
        alive.forEach(entry -> keys.add(entry.commitKey()));
        return table.getAll(keys).flatMap(items -> {
            Map<String, Long> current = generations.of(tenants, items);
            List<Map<String, AttributeValue>> firsts = items.stream()
                    .filter(item -> Keys.partition(item).charAt(0) == 'c')
                    .toList();
            List<Lanes.Entry> wanted =
                    alive.stream().filter(entry -> isCurrent(entry, current)).toList();
            return complete(firsts).flatMap(found -> byPosition(wanted, found, generations));
        });
    }

    private static boolean isCurrent(Lanes.Entry entry, Map<String, Long> current) {
        StreamKey stream = Keys.streamOf(entry.commits());
        return current.getOrDefault(stream.tenantId(), 0L) == Keys.generationOf(entry.commits());
    }

    private static Mono<Map<Long, EncodedCommit>> byPosition(
            List<Lanes.Entry> wanted, Map<Map<String, AttributeValue>, EncodedCommit> found, Generations generations) {
        Map<Long, EncodedCommit> commits = new HashMap<>();
        List<Lanes.Entry> missing = new ArrayList<>();
        for (Lanes.Entry entry : wanted) {
            EncodedCommit commit = found.get(entry.commitKey());
            if (commit == null) {
                missing.add(entry);
            } else {
                commits.put(entry.position(), commit.storedAs(entry.position(), commit.stamp()));
            }
        }
        return Flux.fromIterable(missing)
                .concatMap(entry -> generations
                        .current(Keys.streamOf(entry.commits()).tenantId())
                        .filter(now -> now == Keys.generationOf(entry.commits()))
                        .doOnNext(stillCurrent -> commits.put(entry.position(), missing(entry))))
                .then(Mono.just(commits));
    }
}
