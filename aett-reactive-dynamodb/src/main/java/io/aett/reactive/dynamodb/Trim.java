package io.aett.reactive.dynamodb;

import io.aett.reactive.spi.StreamKey;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/**
 * Removes older snapshots, each whole: what a snapshot has beside its first item goes in the same transaction, so no reader meets a part, and
 * a snapshot that is put meanwhile at the same revision is there whole or not at all.
 */
final class Trim {

    private final Table table;

    Trim(Table table) {
        this.table = table;
    }

    Mono<Void> trim(long generation, StreamKey stream, int keep) {
        return revisions(Keys.snapshots(generation, stream))
                .skip(keep)
                .concatMap(first -> table.write(
                                c -> c.transactWriteItems(write -> write.transactItems(deletions(first))))
                        .then())
                .then();
    }

    private List<TransactWriteItem> deletions(Map<String, AttributeValue> first) {
        String partition = Keys.partition(first);
        long revision = Keys.numberOf(Keys.sort(first));
        return IntStream.rangeClosed(0, Items.chunks(first))
                .mapToObj(i -> Keys.key(partition, i == 0 ? Keys.number(revision) : Keys.chunk(revision, i)))
                .map(key -> TransactWriteItem.builder()
                        .delete(delete -> delete.tableName(table.name()).key(key))
                        .build())
                .toList();
    }

    /** The first items, the newest first. */
    private Flux<Map<String, AttributeValue>> revisions(String partition) {
        return page(partition, Map.of())
                .expand(response -> response.hasLastEvaluatedKey()
                                && !response.lastEvaluatedKey().isEmpty()
                        ? page(partition, response.lastEvaluatedKey())
                        : Mono.empty())
                .concatMapIterable(QueryResponse::items);
    }

    /** Chunks sort behind all revisions. */
    private Mono<QueryResponse> page(String partition, Map<String, AttributeValue> from) {
        return table.query(QueryRequest.builder()
                .keyConditionExpression("pk = :s AND sk <= :r")
                .expressionAttributeValues(Map.of(
                        ":s", AttributeValue.fromS(partition),
                        ":r", AttributeValue.fromS(Keys.number(Long.MAX_VALUE))))
                .projectionExpression("pk, sk, k")
                .scanIndexForward(false)
                .exclusiveStartKey(from.isEmpty() ? null : from));
    }
}
