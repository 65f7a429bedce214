package io.aett.reactive.dynamodb;

import io.aett.reactive.StorageException;
import io.aett.reactive.spi.StorageManagement;
import java.time.Duration;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import reactor.core.publisher.Mono;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ResourceInUseException;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.ScanResponse;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/** Creates the table and what makes it a store, and removes them. */
final class DynamoDbManagement implements StorageManagement {

    private static final Duration PAUSE = Duration.ofMillis(200);
    private static final String SCHEMA = "pk (S) HASH, sk (S) RANGE";

    private final Table table;
    private final Counter counter;
    private final Lanes lanes;
    private final Generations generations;
    private final boolean ordered;
    private final Mono<Void> moveCounter;

    DynamoDbManagement(
            Table table,
            Counter counter,
            Lanes lanes,
            Generations generations,
            boolean ordered,
            Mono<Void> moveCounter) {
        this.table = table;
        this.counter = counter;
        this.lanes = lanes;
        this.generations = generations;
        this.ordered = ordered;
        this.moveCounter = moveCounter;
    }

    @Override
    public Mono<Void> initialize() {
        return described()
                .map(found -> false)
                .switchIfEmpty(Mono.defer(this::create))
                .flatMap(created -> active().thenReturn(created))
                .flatMap(this::store)
                .flatMap(this::requireSameOrder)
                .then(ordered ? moveCounter : Mono.empty());
    }

    /** The item that makes the table a store. What an interrupted drop left is removed first. */
    private Mono<Map<String, AttributeValue>> store(boolean createdTable) {
        return counter.create(ordered, createdTable)
                .switchIfEmpty(Mono.defer(() -> removeItems().then(counter.create(ordered, createdTable))))
                .doOnNext(item -> generations.belongTo(Counter.storeId(item)));
    }

    /** The table, or empty when there is none; one that is on its way out is waited for. */
    private Mono<TableDescription> described() {
        return table.read(c -> c.describeTable(describe -> describe.tableName(table.name())))
                .map(response -> response.table())
                .onErrorResume(ResourceNotFoundException.class, none -> Mono.empty())
                .flatMap(found -> found.tableStatus() == TableStatus.DELETING
                        ? pause().then(Mono.defer(this::described))
                        : Mono.just(found));
    }

    private Mono<Long> pause() {
        return Mono.delay(PAUSE, table.scheduler());
    }

    /** Whether it was created by this call, and not by another one at the same time. */
    private Mono<Boolean> create() {
        return table.writeOnce(c -> c.createTable(create -> create.tableName(table.name())
                        .billingMode(BillingMode.PAY_PER_REQUEST)
                        .keySchema(key(Keys.PARTITION, KeyType.HASH), key(Keys.SORT, KeyType.RANGE))
                        .attributeDefinitions(text(Keys.PARTITION), text(Keys.SORT))))
                .thenReturn(true)
                .onErrorReturn(ResourceInUseException.class, false);
    }

    static KeySchemaElement key(String name, KeyType type) {
        return KeySchemaElement.builder().attributeName(name).keyType(type).build();
    }

    static AttributeDefinition text(String name) {
        return AttributeDefinition.builder()
                .attributeName(name)
                .attributeType(ScalarAttributeType.S)
                .build();
    }

    private Mono<Void> active() {
        return described()
                .switchIfEmpty(Mono.error(() -> new StorageException(
                        "DynamoDB: table " + table.name() + " was deleted while it was being initialized")))
                .flatMap(found -> {
                    String schema = schemaOf(found);
                    if (!schema.equals(SCHEMA)) {
                        return Mono.error(new StorageException("DynamoDB: table " + table.name()
                                + " is there with another key schema: it has " + schema + ", and this store needs "
                                + SCHEMA + "; name another table"));
                    }
                    return found.tableStatus() == TableStatus.ACTIVE || found.tableStatus() == TableStatus.UPDATING
                            ? Mono.<Void>empty()
                            : pause().then(Mono.defer(this::active));
                });
    }

    private static String schemaOf(TableDescription found) {
        Map<String, String> types = found.attributeDefinitions().stream()
                .collect(Collectors.toMap(AttributeDefinition::attributeName, a -> a.attributeTypeAsString()));
        return found.keySchema().stream()
                .map(key -> key.attributeName() + " (" + types.get(key.attributeName()) + ") " + key.keyTypeAsString())
                .collect(Collectors.joining(", "));
    }

    private Mono<Void> requireSameOrder(Map<String, AttributeValue> item) {
        boolean stored = Boolean.TRUE.equals(Items.required(item, "o").bool());
        return stored == ordered
                ? Mono.empty()
                : Mono.error(new StorageException("DynamoDB: the store in table " + table.name() + " was created with"
                        + " globalOrder(" + stored + ") and cannot be used with globalOrder(" + ordered + ")"));
    }

    /**
     * The table itself only when {@link #initialize()} created it, else the store's items in it. A table that carries no mark
     * of a store is refused.
     */
    @Override
    public Mono<Void> drop() {
        return counter.item()
                .defaultIfEmpty(Map.of())
                .flatMap(item -> {
                    if (item.containsKey("w")) {
                        return deleteTable();
                    }
                    return item.containsKey("s") || item.containsKey("q")
                            ? removeItems()
                            : Mono.error(() -> new StorageException("DynamoDB: table " + table.name()
                                    + " is there and carries no mark of a store, so that nothing was removed from it"));
                })
                .onErrorResume(ResourceNotFoundException.class, none -> Mono.empty());
    }

    private Mono<Void> deleteTable() {
        return table.write(c -> c.deleteTable(delete -> delete.tableName(table.name())))
                .then(Mono.defer(this::described))
                .then();
    }

    /** From the first step on the table is no store. Generations go before what is found by them. */
    private Mono<Void> removeItems() {
        return counter.beginDrop()
                .then(removeItems(item -> Keys.partition(item).charAt(0) == 'g'))
                .then(removeItems(item -> !Keys.isCounter(item)))
                .then(counter.endDrop());
    }

    private Mono<Void> removeItems(Predicate<Map<String, AttributeValue>> which) {
        return Mono.defer(() -> scan(Map.of()))
                .expand(page ->
                        page.hasLastEvaluatedKey() && !page.lastEvaluatedKey().isEmpty()
                                ? scan(page.lastEvaluatedKey())
                                : Mono.empty())
                .concatMap(
                        page -> table.writeAll(page.items().stream()
                                .filter(Keys::isOfStore)
                                .filter(which)
                                .map(DynamoDbManagement::deletion)
                                .toList()),
                        1)
                .then();
    }

    private Mono<ScanResponse> scan(Map<String, AttributeValue> from) {
        return table.read(c -> c.scan(scan -> scan.tableName(table.name())
                .consistentRead(true)
                .projectionExpression("pk, sk, g, v")
                .exclusiveStartKey(from.isEmpty() ? null : from)));
    }

    private static WriteRequest deletion(Map<String, AttributeValue> item) {
        return WriteRequest.builder()
                .deleteRequest(delete -> delete.key(Keys.keyOf(item)))
                .build();
    }

    @Override
    public Mono<Void> purge(String tenantId) {
        return Mono.defer(() -> new Purge(table, lanes, generations).purge(tenantId));
    }

    /** The client is the caller's. */
    @Override
    public Mono<Void> close() {
        return Mono.empty();
    }
}
