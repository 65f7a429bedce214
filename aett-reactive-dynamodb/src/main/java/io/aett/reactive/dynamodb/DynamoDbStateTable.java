package io.aett.reactive.dynamodb;

import io.aett.reactive.CommitIds;
import io.aett.reactive.StateEntry;
import io.aett.reactive.StorageUnavailableException;
import io.aett.reactive.spi.FailureClassifier.Kind;
import io.aett.reactive.spi.StatePage;
import io.aett.reactive.spi.StateTable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongFunction;
import reactor.core.publisher.Mono;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;

/**
 * The states: one item each, sorted by key in one partition per space.
 *
 * <p>The store's id is looked up before each change, and is part of every key: what a change that stalled across a drop still
 * creates is of no store. It is not a condition of the change, as transactions that check one item are in each other's way, and in
 * that of all writers, which update it.
 *
 * <p>A change is a transaction of one item, for its token: sent again after an answer was lost it succeeds if the first one did, and
 * a first one that arrives later, within the ten minutes that a token lives, has no second effect. Refused after a loss it is
 * unknown: a first one that comes late may still find what it needs.
 */
final class DynamoDbStateTable implements StateTable {

    private static final String REFUSED = "ConditionalCheckFailed";

    private final Table table;
    private final Generations generations;
    private final CommitIds tokens = new CommitIds();

    DynamoDbStateTable(Table table, Generations generations) {
        this.table = table;
        this.generations = generations;
    }

    /** In the store that was last seen, beside a look whether it is still that one. */
    @Override
    public Mono<StateEntry> get(String space, String key) {
        LongFunction<Mono<StateEntry>> read =
                store -> table.get(Keys.key(Keys.states(store, space), key)).map(item -> Items.toState(space, item));
        return Mono.defer(() -> {
            long guess = generations.lastStore();
            Mono<Optional<StateEntry>> guessed =
                    read.apply(guess).map(Optional::of).defaultIfEmpty(Optional.empty());
            return Mono.zip(generations.ofStore(), guessed)
                    .flatMap(both -> both.getT1() == guess ? Mono.justOrEmpty(both.getT2()) : read.apply(both.getT1()));
        });
    }

    /** The look comes after the page: as long as it is the same store, no drop had taken anything away. */
    @Override
    public Mono<StatePage> scan(String space, String from, boolean inclusive, int maxEntries) {
        return Mono.defer(() -> sure(
                generations.lastStore(), store -> page(Keys.states(store, space), space, from, inclusive, maxEntries)));
    }

    private Mono<StatePage> sure(long store, LongFunction<Mono<StatePage>> read) {
        return read.apply(store)
                .flatMap(
                        page -> generations.ofStore().flatMap(now -> now == store ? Mono.just(page) : sure(now, read)));
    }

    private Mono<StatePage> page(String partition, String space, String from, boolean inclusive, int maxEntries) {
        QueryRequest.Builder query = QueryRequest.builder().limit(maxEntries);
        AttributeValue whole = AttributeValue.fromS(partition);
        if (from.isEmpty()) {
            query.keyConditionExpression("pk = :p").expressionAttributeValues(Map.of(":p", whole));
        } else {
            query.keyConditionExpression("pk = :p AND sk " + (inclusive ? ">=" : ">") + " :k")
                    .expressionAttributeValues(Map.of(":p", whole, ":k", AttributeValue.fromS(from)));
        }
        return table.query(query).map(response -> page(space, from, response));
    }

    private static StatePage page(String space, String from, QueryResponse response) {
        List<StateEntry> entries = response.items().stream()
                .map(item -> Items.toState(space, item))
                .toList();
        return Commits.goesOn(response)
                ? new StatePage(entries, Keys.sort(response.lastEvaluatedKey()), false)
                : new StatePage(entries, from, true);
    }

    @Override
    public Mono<StateEntry> create(String space, String key, byte[] value, String nonce) {
        StateEntry entry = new StateEntry(space, key, value, nonce);
        return change(store -> TransactWriteItem.builder()
                        .put(put -> put.tableName(table.name())
                                .item(Items.state(store, entry))
                                .conditionExpression("attribute_not_exists(pk)"))
                        .build())
                .filter(changed -> changed)
                .map(changed -> entry);
    }

    @Override
    public Mono<StateEntry> replace(StateEntry expected, byte[] value, String nonce) {
        StateEntry entry = new StateEntry(expected.space(), expected.key(), value, nonce);
        return change(store -> TransactWriteItem.builder()
                        .put(put -> put.tableName(table.name())
                                .item(Items.state(store, entry))
                                .conditionExpression("v = :v")
                                .expressionAttributeValues(version(expected)))
                        .build())
                .filter(changed -> changed)
                .map(changed -> entry);
    }

    @Override
    public Mono<Boolean> remove(StateEntry expected) {
        return change(store -> TransactWriteItem.builder()
                .delete(delete -> delete.tableName(table.name())
                        .key(Keys.key(Keys.states(store, expected.space()), expected.key()))
                        .conditionExpression("v = :v")
                        .expressionAttributeValues(version(expected)))
                .build());
    }

    private static Map<String, AttributeValue> version(StateEntry expected) {
        return Map.of(":v", AttributeValue.fromS(expected.version()));
    }

    private Mono<Boolean> change(LongFunction<TransactWriteItem> write) {
        return generations
                .ofStore()
                .onErrorMap(
                        failure -> DynamoDbFailures.classify(failure) == Kind.UNKNOWN,
                        failure -> new StorageUnavailableException(
                                "DynamoDB: the store's id could not be read, nothing was changed", failure))
                .flatMap(store -> send(write.apply(store), token(), Tries.NONE));
    }

    private String token() {
        return tokens.get().toString();
    }

    private Mono<Boolean> send(TransactWriteItem write, String token, Tries tries) {
        TransactWriteItemsRequest request = TransactWriteItemsRequest.builder()
                .transactItems(write)
                .clientRequestToken(token)
                .overrideConfiguration(Transaction.ONCE)
                .build();
        return table.writeOnce(c -> c.transactWriteItems(request))
                .map(response -> true)
                .onErrorResume(failure -> failed(write, token, tries.after(failure), failure));
    }

    /** The same token only when a try may have been applied; with it, an old refusal could come back. */
    private Mono<Boolean> failed(TransactWriteItem write, String token, Tries tries, Throwable failure) {
        if (isRefused(failure) && !tries.isUncertain()) {
            return Mono.just(false);
        }
        if (!DynamoDbFailures.isTransient(failure) || tries.isLast()) {
            return Mono.error(tries.surely(failure));
        }
        return tries.pause(table.scheduler())
                .then(Mono.defer(() -> send(write, tries.isUncertain() ? token : token(), tries)));
    }

    private static boolean isRefused(Throwable failure) {
        return failure instanceof TransactionCanceledException cancelled
                && cancelled.cancellationReasons().stream()
                        .map(CancellationReason::code)
                        .anyMatch(REFUSED::equals);
    }
}
