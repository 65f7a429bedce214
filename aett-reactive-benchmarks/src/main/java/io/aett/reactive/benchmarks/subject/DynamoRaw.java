package io.aett.reactive.benchmarks.subject;

import io.aett.reactive.CommitIds;
import io.aett.reactive.benchmarks.model.ItemAdded;
import io.aett.reactive.benchmarks.model.StoredForm;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/**
 * The requests of a commit, each commit on its own, and those of a page, by the SDK alone: what is wrong is a failure, and nothing is
 * decided, remembered or sent again.
 */
final class DynamoRaw implements Raw {

    private static final int KEYS = 100;
    private static final int BATCHES_AT_ONCE = 4;

    private final DynamoDbAsyncClient client;
    private final String table;
    private final DynamoItems items;
    private final CommitIds ids = new CommitIds();

    DynamoRaw(DynamoDbAsyncClient client, String table) {
        this.client = client;
        this.table = table;
        this.items = new DynamoItems(table);
    }

    @Override
    public String name() {
        return "the SDK, commits alone";
    }

    @Override
    public List<Integer> callers(int store) {
        return List.of(store);
    }

    @Override
    public Mono<?> append(int caller, String stream, long sequence, ItemAdded event) {
        return Mono.zip(position(), generation())
                .flatMap(both -> append(both.getT1(), both.getT2(), stream, sequence, StoredForm.write(event)));
    }

    private Mono<?> append(long position, String generation, String stream, long sequence, byte[] payload) {
        UUID id = ids.get();
        Mono<?> announced =
                Mono.fromFuture(() -> client.updateItem(items.announcement(generation, stream, sequence, position)));
        Mono<?> marked =
                Mono.fromFuture(() -> client.putItem(items.marker(generation, stream, sequence, id, position)));
        Mono<?> listed = sequence == 1
                ? Mono.fromFuture(() -> client.putItem(items.directoryEntry(generation, stream)))
                : Mono.empty();
        return Mono.when(announced, marked, listed)
                .then(Mono.fromFuture(
                        () -> client.putItem(items.commit(generation, stream, sequence, id, payload, position))));
    }

    private Mono<Long> position() {
        UpdateItemRequest request = UpdateItemRequest.builder()
                .tableName(table)
                .key(DynamoItems.counter())
                .updateExpression("ADD n :k")
                .conditionExpression("attribute_exists(s)")
                .expressionAttributeValues(Map.of(":k", DynamoItems.number(1)))
                .returnValues(ReturnValue.UPDATED_NEW)
                .build();
        return Mono.fromFuture(() -> client.updateItem(request))
                .map(response -> DynamoItems.number(response.attributes(), "n"));
    }

    /** The tenant's generation, which the first commit of all begins. */
    private Mono<String> generation() {
        return get(DynamoItems.generation())
                .flatMap(found -> found.hasItem() && !found.item().isEmpty()
                        ? Mono.just(found.item())
                        : Mono.fromFuture(() -> client.updateItem(begin -> begin.tableName(table)
                                        .key(DynamoItems.generation())
                                        .updateExpression("SET g = if_not_exists(g, :first)")
                                        .expressionAttributeValues(Map.of(":first", DynamoItems.number(1)))
                                        .returnValues(ReturnValue.ALL_NEW)))
                                .map(begun -> begun.attributes()))
                .map(item -> DynamoItems.text(DynamoItems.number(item, "g")));
    }

    private Mono<GetItemResponse> get(Map<String, AttributeValue> key) {
        return Mono.fromFuture(
                () -> client.getItem(get -> get.tableName(table).key(key).consistentRead(true)));
    }

    @Override
    public Mono<Long> read(String stream) {
        return page(stream, 0)
                .expand(page -> !page.lastEvaluatedKey().isEmpty()
                        ? page(stream, DynamoItems.number(page.items().get(page.count() - 1), "n"))
                        : Mono.empty())
                .flatMapIterable(QueryResponse::items)
                .map(DynamoRaw::quantity)
                .reduce(0L, Long::sum);
    }

    private Mono<QueryResponse> page(String stream, long after) {
        return generation().flatMap(generation -> page(generation, stream, after));
    }

    private Mono<QueryResponse> page(String generation, String stream, long after) {
        QueryRequest.Builder query = QueryRequest.builder()
                .keyConditionExpression("pk = :c AND sk BETWEEN :a AND :z")
                .expressionAttributeValues(Map.of(
                        ":c",
                        AttributeValue.fromS(DynamoItems.commits(generation, stream)),
                        ":a",
                        AttributeValue.fromS(Padded.of(after + 1)),
                        ":z",
                        AttributeValue.fromS(Padded.of(Long.MAX_VALUE))))
                .limit(READ_AT_ONCE);
        return query(query);
    }

    private Mono<QueryResponse> query(QueryRequest.Builder query) {
        QueryRequest request = query.tableName(table).consistentRead(true).build();
        return Mono.fromFuture(() -> client.query(request));
    }

    /** A part of the order that was read: up to where, and what was in it. */
    private record Part(long through, boolean last, long quantity) {}

    @Override
    public Mono<Long> readAll() {
        return part(0).expand(part -> part.last ? Mono.empty() : part(part.through))
                .map(Part::quantity)
                .reduce(0L, Long::sum);
    }

    private Mono<Part> part(long after) {
        return get(DynamoItems.counter()).flatMap(counter -> {
            long end = DynamoItems.number(counter.item(), "n");
            long through = Math.min(end, after + READ_AT_ONCE);
            return entries(after, through)
                    .flatMap(this::quantity)
                    .map(quantity -> new Part(through, through == end, quantity));
        });
    }

    /** The keys of the commits at these positions. */
    private Mono<List<Map<String, AttributeValue>>> entries(long after, long through) {
        return Flux.fromStream(() -> IntStream.range(0, DynamoItems.LANES).boxed())
                .flatMap(
                        lane -> query(QueryRequest.builder()
                                .keyConditionExpression("pk = :l AND sk BETWEEN :a AND :z")
                                .expressionAttributeValues(Map.of(
                                        ":l",
                                        AttributeValue.fromS(DynamoItems.lane(lane)),
                                        ":a",
                                        AttributeValue.fromS(Padded.of((after + 1) / DynamoItems.BLOCK)),
                                        ":z",
                                        AttributeValue.fromS(Padded.of(through / DynamoItems.BLOCK))))),
                        DynamoItems.LANES)
                .flatMapIterable(QueryResponse::items)
                .flatMapIterable(block -> DynamoItems.announced(block, after, through))
                .collectList();
    }

    private Mono<Long> quantity(List<Map<String, AttributeValue>> commits) {
        List<Map<String, AttributeValue>> keys = new ArrayList<>(commits);
        keys.add(DynamoItems.generation());
        return Flux.fromIterable(keys)
                .buffer(KEYS)
                .flatMap(this::batch, BATCHES_AT_ONCE)
                .filter(item -> item.containsKey("b"))
                .map(DynamoRaw::quantity)
                .reduce(0L, Long::sum);
    }

    private Flux<Map<String, AttributeValue>> batch(List<Map<String, AttributeValue>> keys) {
        BatchGetItemRequest request = BatchGetItemRequest.builder()
                .requestItems(Map.of(
                        table,
                        KeysAndAttributes.builder()
                                .keys(keys)
                                .consistentRead(true)
                                .build()))
                .build();
        return Mono.fromFuture(() -> client.batchGetItem(request))
                .flatMapIterable(response -> response.responses().getOrDefault(table, List.of()));
    }

    private static long quantity(Map<String, AttributeValue> commit) {
        return StoredForm.quantity(DynamoItems.attribute(commit, "b").b().asByteArrayUnsafe());
    }
}
