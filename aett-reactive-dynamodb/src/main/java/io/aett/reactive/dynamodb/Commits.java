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
                Map<String, AttributeValue> present = first;
                if (!more && present != null) {
                    end(present);
                }
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
            String sort = Keys.sort(item);
            Map<String, AttributeValue> before = first;
            if (before != null && !(Keys.isChunk(sort) && Keys.numberOf(sort) == Keys.numberOf(Keys.sort(before)))) {
                end(before);
            }
            if (beyond || (first == null && full())) {
                leftOver = true;
                return;
            }
            if (!Keys.isChunk(sort)) {
                first = item;
                chunks = new ArrayList<>();
            } else if (first != null) {
                chunks.add(item);
            }
            Map<String, AttributeValue> present = first;
            if (present != null && chunks.size() == Items.chunks(present)) {
                end(present);
            }
        }

        /** Nothing more comes of it: it is whole, or what is missing is missing. */
        private void end(Map<String, AttributeValue> present) {
            add(Items.toCommit(present, chunks));
            first = null;
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

    /** The commit whose last event has this revision; empty when it is not there, or not whole. */
    Mono<EncodedCommit> at(long generation, StreamKey stream, long revision) {
        return table.get(Keys.commit(generation, stream, revision))
                .flatMap(first -> complete(List.of(first)))
                .flatMapIterable(found -> found.values())
                .next();
    }

    /** The commits of these first items, with what their chunks hold, by key; those that are not whole are left out. */
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
                if (Items.isWhole(first, own)) {
                    commits.put(Keys.keyOf(first), Items.toCommit(first, own));
                }
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

    /**
     * Stands for a commit that is not there, or in part, so that whoever reads it hears of that at its place.
     *
     * @param item an entry of the order or a marker
     */
    static EncodedCommit missing(StreamKey stream, Map<String, AttributeValue> item, long position) {
        return new EncodedCommit(
                stream,
                Items.number(item, "n"),
                Items.number(item, "r"),
                1,
                NONE,
                NONE,
                Instant.EPOCH,
                new byte[0],
                position);
    }

    /** The commits of entries by position, and the generations of their tenants as they were when all of them were there. */
    record Found(Map<Long, EncodedCommit> byPosition, Map<String, Long> generations) {}

    /**
     * The commits of these entries, dead generations left out. Of one tenant either all that the entries name, or none:
     * when something was not there, and the generation is another one by now, it is all read again.
     */
    Mono<Found> of(List<Lanes.Entry> entries, Generations generations) {
        List<Lanes.Entry> alive =
                entries.stream().filter(entry -> !entry.isTombstone()).toList();
        if (alive.isEmpty()) {
            return Mono.just(new Found(Map.of(), Map.of()));
        }
        List<String> tenants = alive.stream().map(Commits::tenantOf).distinct().toList();
        List<Map<String, AttributeValue>> keys = generations.keys(tenants);
        alive.forEach(entry -> keys.add(entry.commitKey()));
        return table.getAll(keys).flatMap(items -> {
            Map<String, Long> current = generations.of(tenants, items);
            List<Map<String, AttributeValue>> firsts = items.stream()
                    .filter(item -> Keys.partition(item).charAt(0) == 'c')
                    .toList();
            return complete(firsts).flatMap(commits -> {
                Found found = found(alive, current, commits);
                return missing(alive, found).isEmpty()
                        ? Mono.just(found)
                        : generations
                                .current(tenants)
                                .flatMap(now -> now.equals(current)
                                        ? Mono.just(withMissing(alive, found))
                                        : of(entries, generations));
            });
        });
    }

    private static String tenantOf(Lanes.Entry entry) {
        return Keys.streamOf(entry.commits()).tenantId();
    }

    private static Found found(
            List<Lanes.Entry> alive,
            Map<String, Long> current,
            Map<Map<String, AttributeValue>, EncodedCommit> commits) {
        Map<Long, EncodedCommit> byPosition = new HashMap<>();
        for (Lanes.Entry entry : alive) {
            EncodedCommit commit = commits.get(entry.commitKey());
            if (commit != null && generation(entry, current) == Keys.generationOf(entry.commits())) {
                byPosition.put(entry.position(), commit.storedAs(entry.position(), commit.stamp()));
            }
        }
        return new Found(byPosition, current);
    }

    /** The entries that should have a commit. A tenant with an entry has a generation, unless that was lost. */
    private static List<Lanes.Entry> missing(List<Lanes.Entry> alive, Found found) {
        return alive.stream()
                .filter(entry -> !found.byPosition.containsKey(entry.position()))
                .filter(entry -> {
                    long now = generation(entry, found.generations);
                    return now == Generations.NONE || now == Keys.generationOf(entry.commits());
                })
                .toList();
    }

    private static long generation(Lanes.Entry entry, Map<String, Long> generations) {
        return generations.getOrDefault(tenantOf(entry), Generations.NONE);
    }

    private static Found withMissing(List<Lanes.Entry> alive, Found found) {
        Map<Long, EncodedCommit> all = new HashMap<>(found.byPosition);
        missing(alive, found)
                .forEach(entry -> all.put(
                        entry.position(), missing(Keys.streamOf(entry.commits()), entry.item(), entry.position())));
        return new Found(all, found.generations);
    }
}
