package io.aett.reactive.dynamodb;

import io.aett.reactive.StorageException;
import io.aett.reactive.spi.StorageManagement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
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
    private final Generations generations;
    private final boolean ordered;
    private final Mono<Void> moveCounter;

    DynamoDbManagement(Table table, Counter counter, Generations generations, boolean ordered, Mono<Void> moveCounter) {
        this.table = table;
        this.counter = counter;
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
                .flatMap(created -> counter.create(ordered, created))
                .flatMap(this::requireSameOrder)
                .then(ordered ? moveCounter : Mono.empty());
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

    /** The table itself only when {@link #initialize()} created it, else what is in it. */
    @Override
    public Mono<Void> drop() {
        return counter.item()
                .filter(item -> item.containsKey("w"))
                .flatMap(own -> deleteTable().thenReturn(true))
                .switchIfEmpty(
                        Mono.defer(() -> counter.delete().then(deleteItems()).thenReturn(true)))
                .then()
                .onErrorResume(ResourceNotFoundException.class, none -> Mono.empty());
    }

    private Mono<Void> deleteTable() {
        return table.write(c -> c.deleteTable(delete -> delete.tableName(table.name())))
                .then(Mono.defer(this::described))
                .then();
    }

    private Mono<Void> deleteItems() {
        return scan(Map.of())
                .expand(page ->
                        page.hasLastEvaluatedKey() && !page.lastEvaluatedKey().isEmpty()
                                ? scan(page.lastEvaluatedKey())
                                : Mono.empty())
                .concatMap(page -> table.writeAll(deletions(page)), 1)
                .then();
    }

    private Mono<ScanResponse> scan(Map<String, AttributeValue> from) {
        return table.read(c -> c.scan(scan -> scan.tableName(table.name())
                .consistentRead(true)
                .projectionExpression("pk, sk")
                .exclusiveStartKey(from.isEmpty() ? null : from)));
    }

    private static List<WriteRequest> deletions(ScanResponse page) {
        return page.items().stream()
                .map(key -> WriteRequest.builder()
                        .deleteRequest(delete -> delete.key(key))
                        .build())
                .toList();
    }

    @Override
    public Mono<Void> purge(String tenantId) {
        return Mono.defer(() -> new Purge(table, generations).purge(tenantId));
    }

    /** The client is the caller's. */
    @Override
    public Mono<Void> close() {
        return Mono.empty();
    }
}
