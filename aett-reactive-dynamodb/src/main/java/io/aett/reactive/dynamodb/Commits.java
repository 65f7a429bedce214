package io.aett.reactive.dynamodb;

import io.aett.reactive.spi.EncodedCommit;
import io.aett.reactive.spi.Page;
import io.aett.reactive.spi.PageRequest;
import io.aett.reactive.spi.StreamKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import reactor.core.publisher.Mono;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;

/**
 * Reads commits: a stream's in order, or single ones by their keys.
 *
 * <p>A stream is sorted by the revision of each commit's first event. A page of it ends with a cursor that is the revision of the last event,
 * negative; a positive cursor is a sequence, whose revision has to be found first. It is looked for from the end, as the only one who
 * asks is a writer that lost a race, and it is near the end.
 */
final class Commits {

    private static final UUID NONE = new UUID(0, 0);

    /** Where a page ends though more was asked for: an answer has at most half of it, before it is inflated. */
    private static final long PAGE_BYTES = 2L << 20;

    private final Table table;
    private final Heads heads;

    Commits(Table table, Heads heads) {
        this.table = table;
        this.heads = heads;
    }

    static long pageBytes(PageRequest request) {
        return Math.min(PAGE_BYTES, request.maxBytes());
    }

    /** A page of a stream, as {@link io.aett.reactive.spi.CommitLog#readStream} says. */
    Mono<Page> page(long generation, StreamKey stream, long minRevision, long maxRevision, PageRequest request) {
        String partition = Keys.commits(generation, stream);
        Mono<Long> from =
                request.after() <= 0 ? Mono.just(-request.after()) : revisionOf(partition, request.after(), Map.of());
        return from.flatMap(revision -> {
            Reading reading = new Reading(partition, maxRevision, request);
            return revision >= minRevision - 1
                    ? reading.next(revision + 1, Map.of())
                    : Mono.zip(reading.containing(minRevision), reading.fetch(minRevision, Map.of()))
                            .flatMap(both -> reading.begin(both.getT1(), both.getT2(), minRevision));
        });
    }

    /** The revision of the last commit with a sequence not above this one, 0 when there is none. */
    private Mono<Long> revisionOf(String partition, long sequence, Map<String, AttributeValue> from) {
        QueryRequest.Builder query = QueryRequest.builder()
                .keyConditionExpression("pk = :c AND sk < :end")
                .expressionAttributeValues(
                        Map.of(":c", AttributeValue.fromS(partition), ":end", AttributeValue.fromS(Keys.END)))
                .projectionExpression("pk, sk, n, e")
                .scanIndexForward(false)
                .limit(64)
                .exclusiveStartKey(from.isEmpty() ? null : from);
        return table.query(query).flatMap(response -> {
            for (Map<String, AttributeValue> item : response.items()) {
                if (!Items.isVoid(item) && Items.number(item, "n") <= sequence) {
                    return Mono.just(Items.lastRevision(item));
                }
            }
            return goesOn(response) ? revisionOf(partition, sequence, response.lastEvaluatedKey()) : Mono.just(0L);
        });
    }

    static boolean goesOn(QueryResponse response) {
        return response.hasLastEvaluatedKey() && !response.lastEvaluatedKey().isEmpty();
    }

    /** The first commit of a stream behind the one whose first event has this revision, if there is any. */
    static QueryRequest.Builder behind(String partition, long firstRevision) {
        return QueryRequest.builder()
                .keyConditionExpression("pk = :c AND sk BETWEEN :from AND :end")
                .expressionAttributeValues(Map.of(
                        ":c", AttributeValue.fromS(partition),
                        ":from", AttributeValue.fromS(Keys.number(firstRevision + 1)),
                        ":end", AttributeValue.fromS(Keys.END)))
                .limit(1);
    }

    /** One page of a stream in the making, of as many requests as it takes. */
    private final class Reading {

        private final String partition;
        private final long maxRevision;
        private final PageRequest request;
        private final List<Map<String, AttributeValue>> firsts = new ArrayList<>();
        private long bytes;
        private boolean leftOver;

        Reading(String partition, long maxRevision, PageRequest request) {
            this.partition = partition;
            this.maxRevision = maxRevision;
            this.request = request;
        }

        /** The commit that begins before this revision and reaches it, if there is one. */
        Mono<List<Map<String, AttributeValue>>> containing(long revision) {
            QueryRequest.Builder query = QueryRequest.builder()
                    .keyConditionExpression("pk = :c AND sk < :m")
                    .expressionAttributeValues(Map.of(
                            ":c", AttributeValue.fromS(partition),
                            ":m", AttributeValue.fromS(Keys.number(revision))))
                    .scanIndexForward(false)
                    .limit(1);
            return table.query(query)
                    .map(response -> response.items().stream()
                            .filter(item -> !Items.isVoid(item) && Items.lastRevision(item) >= revision)
                            .toList());
        }

        Mono<Page> begin(List<Map<String, AttributeValue>> before, QueryResponse response, long from) {
            before.forEach(this::take);
            return taken(response, from);
        }

        Mono<Page> next(long from, Map<String, AttributeValue> behind) {
            return from > maxRevision ? page(from, false) : fetch(from, behind).flatMap(found -> taken(found, from));
        }

        /** What begins with this revision or a later one. */
        Mono<QueryResponse> fetch(long from, Map<String, AttributeValue> behind) {
            return table.query(QueryRequest.builder()
                    .keyConditionExpression("pk = :c AND sk BETWEEN :a AND :z")
                    .expressionAttributeValues(Map.of(
                            ":c", AttributeValue.fromS(partition),
                            ":a", AttributeValue.fromS(Keys.number(from)),
                            ":z", AttributeValue.fromS(Keys.number(maxRevision))))
                    .limit((int) Math.min(Math.max(1, maxRevision - from + 1), request.maxCommits()))
                    .exclusiveStartKey(behind.isEmpty() ? null : behind));
        }

        private Mono<Page> taken(QueryResponse response, long from) {
            response.items().stream().filter(item -> !Items.isVoid(item)).forEach(this::take);
            return leftOver || full() || !goesOn(response)
                    ? page(from, leftOver || goesOn(response))
                    : next(from, response.lastEvaluatedKey());
        }

        private void take(Map<String, AttributeValue> first) {
            if (full()) {
                leftOver = true;
                return;
            }
            firsts.add(first);
            bytes += Items.payloadBytes(first);
        }

        private boolean full() {
            return firsts.size() >= request.maxCommits() || bytes >= pageBytes(request);
        }

        private Mono<Page> page(long from, boolean more) {
            if (firsts.isEmpty()) {
                return Mono.just(new Page(List.of(), -(from - 1), !more));
            }
            Map<String, AttributeValue> last = firsts.get(firsts.size() - 1);
            heads.reached(partition, Place.of(last));
            boolean atEnd = !more || Items.lastRevision(last) >= maxRevision;
            return whole(firsts).map(commits -> new Page(commits, -Items.lastRevision(last), atEnd));
        }
    }

    /** These commits in this order; one that is not whole has an empty payload, which whoever decodes it refuses. */
    private Mono<List<EncodedCommit>> whole(List<Map<String, AttributeValue>> firsts) {
        return chunks(firsts)
                .map(chunks -> firsts.stream()
                        .map(first -> Items.toCommit(first, chunksOf(first, chunks)))
                        .toList());
    }

    /** The commit with this first item. */
    Mono<EncodedCommit> whole(Map<String, AttributeValue> first) {
        return whole(List.of(first)).map(commits -> commits.get(0));
    }

    /** The chunks of commits, by their keys. */
    Mono<Map<Map<String, AttributeValue>, Map<String, AttributeValue>>> chunks(
            List<Map<String, AttributeValue>> firsts) {
        List<Map<String, AttributeValue>> keys =
                firsts.stream().flatMap(Commits::chunkKeys).toList();
        return keys.isEmpty()
                ? Mono.just(Map.of())
                : table.getAll(keys)
                        .map(items -> items.stream().collect(Collectors.toMap(Keys::keyOf, Function.identity())));
    }

    static List<Map<String, AttributeValue>> chunksOf(
            Map<String, AttributeValue> first, Map<Map<String, AttributeValue>, Map<String, AttributeValue>> chunks) {
        return chunkKeys(first).map(key -> chunks.getOrDefault(key, Map.of())).toList();
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
     * @param revision of one of its events
     */
    static EncodedCommit missing(StreamKey stream, long sequence, long revision, long position) {
        return new EncodedCommit(stream, sequence, revision, 1, NONE, NONE, Instant.EPOCH, new byte[0], position);
    }

    static EncodedCommit missing(Entry entry) {
        return missing(Keys.streamOf(entry.commits()), entry.sequence(), entry.first(), entry.position());
    }
}
