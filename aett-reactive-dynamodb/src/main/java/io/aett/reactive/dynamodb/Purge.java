package io.aett.reactive.dynamodb;

import io.aett.reactive.spi.StreamKey;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/**
 * Removes a tenant: replaces its generation, from which moment nobody sees the old one, and then deletes the old one's items.
 *
 * <p>The first step is one conditional write, from the generation that was there when the purge began to a new one. It is the
 * whole effect, and so an interrupted purge has all of it or none. A request that was given up, or sent again, and is only now
 * carried out finds another generation and does nothing; what was written since stays.
 *
 * <p>Every later step may be interrupted and done again. The generation's item remembers which older ones may still have
 * items; of each commit, what is found by it (what was announced of it) goes before it. Announcements become tombstones instead of being
 * deleted: a position that once held a commit must never take another one, not even after the counter was set back. The directory of a
 * generation stays until the next purge, which looks there for what was put into it by writers that were stalled.
 */
final class Purge {

    private static final int STREAMS_AT_ONCE = 8;
    private static final int POSITIONS_AT_ONCE = 8;
    private static final int REMEMBERED = 10_000;
    private static final int RETRIES = 8;

    private final Table table;
    private final Lanes lanes;
    private final Generations generations;

    Purge(Table table, Lanes lanes, Generations generations) {
        this.table = table;
        this.lanes = lanes;
        this.generations = generations;
    }

    Mono<Void> purge(String tenantId) {
        return generations
                .ofWriter(List.of(tenantId))
                .map(found -> found.getOrDefault(tenantId, Generations.NONE))
                .flatMap(old -> replaced(tenantId, old, generations.draw())
                        .flatMap(item -> clean(tenantId, old, item))
                        .then(generations.current(tenantId))
                        .then());
    }

    /** The item as it is after that. Without the client's own retries, which would go on when nobody waits for them any more. */
    private Mono<Map<String, AttributeValue>> replaced(String tenantId, long old, long next) {
        UpdateItemRequest replace = UpdateItemRequest.builder()
                .tableName(table.name())
                .key(Keys.generation(tenantId))
                .updateExpression("SET g = :next ADD d :dead")
                .conditionExpression("g = :old")
                .expressionAttributeValues(Map.of(
                        ":next", Items.number(next),
                        ":old", Items.number(old),
                        ":dead", Items.numbers(List.of(old))))
                .returnValues(ReturnValue.ALL_NEW)
                .overrideConfiguration(Transaction.ONCE)
                .build();
        return table.update(replace)
                .retryWhen(Retry.backoff(RETRIES, Duration.ofMillis(20))
                        .maxBackoff(Duration.ofSeconds(1))
                        .scheduler(table.scheduler())
                        .filter(DynamoDbFailures::isTransient)
                        .onRetryExhaustedThrow((spec, signal) -> signal.failure()))
                .onErrorResume(ConditionalCheckFailedException.class, done -> table.get(Keys.generation(tenantId)));
    }

    /** The last one is looked at again next time, by its directory: a writer that was stalled may still have put a commit there. */
    private Mono<Void> clean(String tenantId, long last, Map<String, AttributeValue> item) {
        long current = Items.number(item, "g");
        List<Long> dead = Items.numbers(item, "d").stream()
                .filter(generation -> generation != current)
                .toList();
        List<Long> clean =
                dead.stream().filter(generation -> generation != last).toList();
        return Flux.fromIterable(dead)
                .concatMap(generation -> generation(tenantId, generation, generation == last))
                .then(clean.isEmpty() ? Mono.empty() : forgotten(tenantId, clean));
    }

    private Mono<Void> forgotten(String tenantId, List<Long> clean) {
        return table.write(c -> c.updateItem(update -> update.tableName(table.name())
                        .key(Keys.generation(tenantId))
                        .updateExpression("DELETE d :clean")
                        .conditionExpression("attribute_exists(g)")
                        .expressionAttributeValues(Map.of(":clean", Items.numbers(clean)))))
                .onErrorResume(ConditionalCheckFailedException.class, dropped -> Mono.empty())
                .then();
    }

    private Mono<Void> generation(String tenantId, long generation, boolean again) {
        return Flux.fromStream(IntStream.range(0, Keys.directoryLanes()).boxed())
                .concatMap(lane -> partition(
                        Keys.directory(generation, lane, tenantId),
                        "pk, sk",
                        entries -> streams(generation, tenantId, entries, again)))
                .then();
    }

    private Mono<Void> streams(
            long generation, String tenantId, List<Map<String, AttributeValue>> entries, boolean again) {
        return Flux.fromIterable(entries)
                .flatMap(
                        entry -> stream(generation, new StreamKey(tenantId, Keys.sort(entry)))
                                .then(again ? Mono.empty() : table.writeAll(List.of(deletion(Keys.keyOf(entry))))),
                        STREAMS_AT_ONCE)
                .then();
    }

    private Mono<Void> stream(long generation, StreamKey stream) {
        String commits = Keys.commits(generation, stream);
        return Mono.defer(() -> {
                    Set<Long> forgotten = new HashSet<>();
                    return partition(commits, "pk, sk, p", items -> announced(commits, items, forgotten))
                            .then(partition(
                                    Keys.markers(generation, stream),
                                    "pk, sk, p",
                                    items -> announced(commits, items, forgotten)));
                })
                .then(partition(
                        Keys.snapshots(generation, stream), "pk, sk", items -> table.writeAll(deletions(items))));
    }

    /** Commits, and markers, which name the positions of announcements that may be there without a commit. */
    private Mono<Void> announced(String partition, List<Map<String, AttributeValue>> items, Set<Long> forgotten) {
        if (forgotten.size() > REMEMBERED) {
            forgotten.clear();
        }
        List<Long> positions = items.stream()
                .map(item -> Items.number(item, "p"))
                .filter(position -> position > 0 && forgotten.add(position))
                .toList();
        return Flux.fromIterable(positions)
                .flatMap(position -> lanes.forget(position, partition), POSITIONS_AT_ONCE)
                .then(Mono.defer(() -> table.writeAll(deletions(items))));
    }

    private static List<WriteRequest> deletions(List<Map<String, AttributeValue>> items) {
        return items.stream().map(item -> deletion(Keys.keyOf(item))).toList();
    }

    private static WriteRequest deletion(Map<String, AttributeValue> key) {
        return WriteRequest.builder().deleteRequest(delete -> delete.key(key)).build();
    }

    /** Does something with every item of a partition, page by page. */
    private Mono<Void> partition(
            String partition, String projection, Function<List<Map<String, AttributeValue>>, Mono<Void>> action) {
        return page(partition, projection, Map.of())
                .expand(response -> response.hasLastEvaluatedKey()
                                && !response.lastEvaluatedKey().isEmpty()
                        ? page(partition, projection, response.lastEvaluatedKey())
                        : Mono.empty())
                .concatMap(response -> action.apply(response.items()), 1)
                .then();
    }

    private Mono<QueryResponse> page(String partition, String projection, Map<String, AttributeValue> from) {
        return table.query(QueryRequest.builder()
                .keyConditionExpression("pk = :p")
                .expressionAttributeValues(Map.of(":p", AttributeValue.fromS(partition)))
                .projectionExpression(projection)
                .exclusiveStartKey(from.isEmpty() ? null : from));
    }
}
