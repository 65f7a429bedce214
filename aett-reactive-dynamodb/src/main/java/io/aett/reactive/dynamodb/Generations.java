package io.aett.reactive.dynamodb;

import io.aett.reactive.CommitIds;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongFunction;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/**
 * The generation of each tenant, which {@code purge} replaces. It is part of every key, so that what a purge left behind, and
 * what a writer that was stalled across it still writes, is where nobody looks.
 *
 * <p>A generation is drawn and not counted, and so is a tenant's first one, which goes with the store's id. None ever comes
 * again: not after a purge, not after a drop, not when a table is replaced by an older copy of itself. So what was written
 * with a generation that is out of date, whatever the reason, stays where nobody looks; and one generation is one life of the
 * tenant.
 *
 * <p>What is remembered here is a guess that saves a round trip; it is never relied upon without a look at what is stored.
 */
final class Generations {

    /** Of a tenant that nobody has written anything of yet. Nothing is stored with it. */
    static final long NONE = 0;

    private static final int MOST = 10_000;

    private final Table table;
    private final Counter counter;
    private final CommitIds ids = new CommitIds();
    private final Map<String, Long> known = new ConcurrentHashMap<>();
    /** The first one of the tenants of the store that was last seen. */
    private volatile long usual = NONE;

    Generations(Table table, Counter counter) {
        this.table = table;
        this.counter = counter;
    }

    /** One that was never there. */
    long draw() {
        return of(ids.get());
    }

    private static long of(UUID id) {
        return 1 + Math.floorMod(id.getLeastSignificantBits(), Keys.GENERATIONS - 1);
    }

    /** Forgets what is known of another store in this table. */
    void belongTo(UUID storeId) {
        long first = of(storeId);
        if (first != usual) {
            usual = first;
            known.clear();
        }
    }

    /** What stands for the store in the keys of its states: also drawn, with its id. An error when the table is no store. */
    Mono<Long> ofStore() {
        return counter.store().doOnNext(this::belongTo).map(Generations::of);
    }

    /** What {@link #ofStore} said last, or {@link #NONE}. */
    long lastStore() {
        return usual;
    }

    /** The last one seen, or the one that the tenant most likely has, or {@link #NONE} when nothing is known. */
    long guess(String tenantId) {
        return known.getOrDefault(tenantId, usual);
    }

    /** What is stored now, or {@link #NONE}. */
    Mono<Long> current(String tenantId) {
        return table.get(Keys.generation(tenantId))
                .map(item -> Items.number(item, "g"))
                .defaultIfEmpty(NONE)
                .doOnNext(generation -> learn(tenantId, generation));
    }

    /** What is stored now of each of these tenants, in one request. */
    Mono<Map<String, Long>> current(Collection<String> tenantIds) {
        if (tenantIds.size() == 1) {
            String tenantId = tenantIds.iterator().next();
            return current(tenantId).map(generation -> Map.of(tenantId, generation));
        }
        return table.getAll(keys(tenantIds)).map(items -> of(tenantIds, items));
    }

    List<Map<String, AttributeValue>> keys(Collection<String> tenantIds) {
        return new ArrayList<>(tenantIds.stream().map(Keys::generation).toList());
    }

    /** The generations of these tenants, as the items say that were read with {@link #keys}; other items do not matter. */
    Map<String, Long> of(Collection<String> tenantIds, List<Map<String, AttributeValue>> items) {
        Map<String, Long> generations = new HashMap<>();
        tenantIds.forEach(tenantId -> generations.put(tenantId, NONE));
        for (Map<String, AttributeValue> item : items) {
            String partition = Keys.partition(item);
            if (partition.charAt(0) == 'g') {
                generations.replace(partition.substring(1), Items.number(item, "g"));
            }
        }
        generations.forEach(this::learn);
        return generations;
    }

    /** What is stored now of each of these tenants, for a writer: who has none is given one. */
    Mono<Map<String, Long>> ofWriter(Collection<String> tenantIds) {
        return current(tenantIds)
                .flatMap(found -> found.containsValue(NONE)
                        ? counter.store().flatMap(storeId -> begun(found, storeId))
                        : Mono.just(found));
    }

    /** These, and of each tenant that has none the first one, which is written. */
    Mono<Map<String, Long>> begun(Map<String, Long> found, UUID storeId) {
        belongTo(storeId);
        if (!found.containsValue(NONE)) {
            return Mono.just(found);
        }
        Map<String, Long> all = new HashMap<>(found);
        return Flux.fromIterable(found.keySet())
                .filter(tenantId -> found.getOrDefault(tenantId, NONE) == NONE)
                .flatMap(tenantId -> begin(tenantId, of(storeId)).doOnNext(now -> all.put(tenantId, now)), 8)
                .then(Mono.just(all));
    }

    private Mono<Long> begin(String tenantId, long first) {
        return table.update(UpdateItemRequest.builder()
                        .tableName(table.name())
                        .key(Keys.generation(tenantId))
                        .updateExpression("SET g = if_not_exists(g, :first)")
                        .expressionAttributeValues(Map.of(":first", Items.number(first)))
                        .returnValues(ReturnValue.ALL_NEW)
                        .build())
                .map(item -> Items.number(item, "g"))
                .doOnNext(generation -> learn(tenantId, generation));
    }

    /** Something was written with a generation that is out of date: the tenant's next purge has to look there. */
    Mono<Void> alsoDead(String tenantId, long generation) {
        return table.write(c -> c.updateItem(update -> update.tableName(table.name())
                        .key(Keys.generation(tenantId))
                        .updateExpression("ADD d :dead")
                        .conditionExpression("attribute_exists(g) AND g <> :g")
                        .expressionAttributeValues(
                                Map.of(":dead", Items.numbers(List.of(generation)), ":g", Items.number(generation)))))
                .onErrorResume(ConditionalCheckFailedException.class, gone -> Mono.empty())
                .then();
    }

    /**
     * Reads one item, which is whole or not there, with the last known generation while that is looked up, and again if it was
     * another one.
     */
    <T> Mono<T> reading(String tenantId, LongFunction<Mono<T>> read) {
        return Mono.defer(() -> {
            long guess = guess(tenantId);
            Mono<Optional<T>> guessed = read.apply(guess).map(Optional::of).defaultIfEmpty(Optional.empty());
            return Mono.zip(current(tenantId), guessed).flatMap(both -> {
                long now = both.getT1();
                if (now == NONE) {
                    return counter.store().then(Mono.empty());
                }
                return now == guess ? Mono.justOrEmpty(both.getT2()) : read.apply(now);
            });
        });
    }

    /**
     * Reads several items, of which a purge may take some away while they are read: with the last known generation, which is
     * looked up <em>after</em> that. As long as it is another one, it is all read again.
     *
     * @param read always has a value; of {@link #NONE} there is nothing to read
     */
    <T> Mono<T> readingAll(String tenantId, LongFunction<Mono<T>> read) {
        return Mono.defer(() -> readingAll(tenantId, guess(tenantId), read));
    }

    private <T> Mono<T> readingAll(String tenantId, long generation, LongFunction<Mono<T>> read) {
        return read.apply(generation)
                .flatMap(found -> current(tenantId).flatMap(now -> {
                    if (now != generation) {
                        return readingAll(tenantId, now, read);
                    }
                    return now == NONE ? counter.store().thenReturn(found) : Mono.just(found);
                }));
    }

    private void learn(String tenantId, long generation) {
        if (known.size() >= MOST) {
            known.clear();
        }
        if (generation == NONE || generation == usual) {
            known.remove(tenantId);
        } else {
            known.put(tenantId, generation);
        }
    }
}
