package io.aett.reactive.dynamodb;

import io.aett.reactive.spi.EncodedSnapshot;
import io.aett.reactive.spi.SnapshotTable;
import io.aett.reactive.spi.StreamKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ItemResponse;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactGetItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/** The snapshots: one item each, more only beyond 400 KB, and an entry in the directory so that a purge finds them. */
final class DynamoDbSnapshotTable implements SnapshotTable {

    private final Table table;
    private final Generations generations;
    private final Trim trim;

    DynamoDbSnapshotTable(Table table, Generations generations) {
        this.table = table;
        this.generations = generations;
        this.trim = new Trim(table);
    }

    @Override
    public Mono<Void> put(EncodedSnapshot snapshot) {
        String tenantId = snapshot.stream().tenantId();
        return generations.ofWriter(List.of(tenantId)).flatMap(found -> {
            long generation = found.getOrDefault(tenantId, Generations.NONE);
            List<TransactWriteItem> writes = new ArrayList<>();
            writes.add(put(Keys.directoryEntry(generation, snapshot.stream())));
            Items.snapshot(generation, snapshot).forEach(item -> writes.add(put(item)));
            return table.write(c -> c.transactWriteItems(write -> write.transactItems(writes)))
                    .then();
        });
    }

    private TransactWriteItem put(Map<String, AttributeValue> item) {
        return TransactWriteItem.builder()
                .put(put -> put.tableName(table.name()).item(item))
                .build();
    }

    @Override
    public Mono<EncodedSnapshot> find(StreamKey stream, long maxRevision) {
        return generations.reading(stream.tenantId(), generation -> newest(generation, stream, maxRevision));
    }

    private Mono<EncodedSnapshot> newest(long generation, StreamKey stream, long maxRevision) {
        return newest(generation, stream, maxRevision, null)
                .flatMap(first -> complete(stream, first, () -> newest(generation, stream, maxRevision)));
    }

    @Override
    public Mono<Void> trim(StreamKey stream, int keep) {
        return generations.current(stream.tenantId()).flatMap(generation -> trim.trim(generation, stream, keep));
    }

    @Override
    public Mono<Long> newestRevision(StreamKey stream) {
        return generations.reading(
                stream.tenantId(),
                generation -> newest(generation, stream, Long.MAX_VALUE, "pk, sk")
                        .map(item -> Keys.numberOf(Keys.sort(item))));
    }

    private Mono<Map<String, AttributeValue>> newest(
            long generation, StreamKey stream, long maxRevision, @Nullable String projection) {
        return table.query(QueryRequest.builder()
                        .keyConditionExpression("pk = :s AND sk <= :r")
                        .expressionAttributeValues(Map.of(
                                ":s", AttributeValue.fromS(Keys.snapshots(generation, stream)),
                                ":r", AttributeValue.fromS(Keys.number(maxRevision))))
                        .projectionExpression(projection)
                        .scanIndexForward(false)
                        .limit(1))
                .flatMap(response -> Mono.justOrEmpty(response.items().stream().findFirst()));
    }

    /**
     * Parts are read in one transaction, as another snapshot may take their place at any time. One that is gone was trimmed, and {@code
     * again} finds a newer one, or was purged.
     */
    private Mono<EncodedSnapshot> complete(
            StreamKey stream, Map<String, AttributeValue> first, Supplier<Mono<EncodedSnapshot>> again) {
        int chunks = Items.chunks(first);
        if (chunks == 0) {
            return Mono.just(Items.toSnapshot(stream, first, List.of()));
        }
        String partition = Keys.partition(first);
        long revision = Keys.numberOf(Keys.sort(first));
        List<TransactGetItem> gets = IntStream.rangeClosed(0, chunks)
                .mapToObj(i -> Keys.key(partition, i == 0 ? Keys.number(revision) : Keys.chunk(revision, i)))
                .map(key -> TransactGetItem.builder()
                        .get(get -> get.tableName(table.name()).key(key))
                        .build())
                .toList();
        return table.read(c -> c.transactGetItems(get -> get.transactItems(gets)))
                .flatMap(response -> {
                    List<Map<String, AttributeValue>> items = response.responses().stream()
                            .map(ItemResponse::item)
                            .toList();
                    Map<String, AttributeValue> now = items.get(0);
                    if (now.isEmpty()) {
                        return again.get();
                    }
                    return Items.chunks(now) == chunks
                            ? complete(stream, now, items.subList(1, items.size()))
                            : complete(stream, now, again);
                });
    }

    /** What is not whole was purged, or is malformed. */
    private Mono<EncodedSnapshot> complete(
            StreamKey stream, Map<String, AttributeValue> first, List<Map<String, AttributeValue>> chunks) {
        EncodedSnapshot snapshot = Items.toSnapshot(stream, first, chunks);
        return Items.isWhole(first, chunks)
                ? Mono.just(snapshot)
                : generations
                        .current(stream.tenantId())
                        .filter(now -> now == Keys.generationOf(Keys.partition(first)))
                        .map(still -> snapshot);
    }
}
