package io.aett.reactive.dynamodb;

import io.aett.reactive.spi.StreamKey;
import io.aett.reactive.testkit.RawView;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The items of a table, seen and changed without the store. */
record RawTable(DynamoDbAsyncClient client, String table) implements RawView {

    Flux<Map<String, AttributeValue>> items() {
        return Flux.from(client.scanPaginator(scan -> scan.tableName(table).consistentRead(true)))
                .concatMapIterable(page -> page.items(), 1);
    }

    /** All items of one kind, by the first letter of the partition key. */
    Flux<Map<String, AttributeValue>> items(char kind) {
        return items().filter(item -> Keys.partition(item).charAt(0) == kind);
    }

    Mono<Void> put(Map<String, AttributeValue> item) {
        return Mono.fromFuture(() -> client.putItem(put -> put.tableName(table).item(item)))
                .then();
    }

    Mono<Void> delete(Map<String, AttributeValue> key) {
        return Mono.fromFuture(() ->
                        client.deleteItem(delete -> delete.tableName(table).key(key)))
                .then();
    }

    @Override
    public Mono<Long> commits(String tenantId) {
        return whole('c', key -> key.tenantId().equals(tenantId)).count();
    }

    @Override
    public Mono<Long> snapshots(String tenantId) {
        return whole('s', key -> key.tenantId().equals(tenantId)).count();
    }

    private Flux<Map<String, AttributeValue>> whole(char kind, Predicate<StreamKey> which) {
        return items(kind)
                .filter(item -> Character.isDigit(Keys.sort(item).charAt(0))
                        && item.containsKey("n")
                        && which.test(Keys.streamOf(Keys.partition(item))));
    }

    @Override
    public Mono<Void> replaceCommit(String tenantId, String streamId, long commitSequence, byte[] payload) {
        return whole('c', new StreamKey(tenantId, streamId)::equals)
                .filter(item -> Items.number(item, "n") == commitSequence)
                .concatMap(item -> replace(item, payload))
                .then();
    }

    @Override
    public Mono<Void> deleteCommit(String tenantId, String streamId, long commitSequence) {
        return whole('c', new StreamKey(tenantId, streamId)::equals)
                .filter(item -> Items.number(item, "n") == commitSequence)
                .concatMap(item -> delete(Keys.key(Keys.partition(item), Keys.sort(item))))
                .then();
    }

    @Override
    public Mono<Void> replaceSnapshot(String tenantId, String streamId, long streamRevision, byte[] payload) {
        return whole('s', new StreamKey(tenantId, streamId)::equals)
                .filter(item -> Keys.numberOf(Keys.sort(item)) == streamRevision)
                .concatMap(item -> replace(item, payload))
                .then();
    }

    /** Divided as the store divides it. */
    private Mono<Void> replace(Map<String, AttributeValue> item, byte[] bytes) {
        Payload payload = Payload.of(bytes);
        List<SdkBytes> parts = payload.parts();
        Map<String, AttributeValue> first = new HashMap<>(item);
        first.put("b", AttributeValue.fromB(parts.get(0)));
        first.put("z", Items.number(payload.deflatedFrom()));
        first.put("k", Items.number(parts.size() - 1));
        long number = Keys.numberOf(Keys.sort(item));
        return Flux.range(1, parts.size() - 1)
                .concatMap(i -> {
                    Map<String, AttributeValue> chunk =
                            new HashMap<>(Keys.key(Keys.partition(item), Keys.chunk(number, i)));
                    chunk.put("b", AttributeValue.fromB(parts.get(i)));
                    return put(chunk);
                })
                .then(put(first));
    }
}
