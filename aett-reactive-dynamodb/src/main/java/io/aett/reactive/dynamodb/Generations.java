package io.aett.reactive.dynamodb;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongFunction;
import reactor.core.publisher.Mono;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The generation of each tenant, which {@code purge} raises. It is part of every key, so that what a purge left behind, and
 * what a writer that was stalled across it still writes, is where nobody looks.
 *
 * <p>What is remembered here is a guess that saves a round trip; it is never relied upon without a look at what is stored.
 */
final class Generations {

    private static final int MOST = 10_000;

    private final Table table;
    private final Map<String, Long> known = new ConcurrentHashMap<>();

    Generations(Table table) {
        this.table = table;
    }

    /** The last one seen; 0, as of a tenant that was never purged, when none was. */
    long guess(String tenantId) {
        return known.getOrDefault(tenantId, 0L);
    }

    /** What is stored now. */
    Mono<Long> current(String tenantId) {
        return table.get(Keys.generation(tenantId))
                .map(item -> Items.number(item, "g"))
                .defaultIfEmpty(0L)
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
        tenantIds.forEach(tenantId -> generations.put(tenantId, 0L));
        for (Map<String, AttributeValue> item : items) {
            String partition = Keys.partition(item);
            if (partition.charAt(0) == 'g') {
                generations.replace(partition.substring(1), Items.number(item, "g"));
            }
        }
        generations.forEach(this::learn);
        return generations;
    }

    /** Reads with the last known generation while that is looked up, and again if it was another one. */
    <T> Mono<T> reading(String tenantId, LongFunction<Mono<T>> read) {
        return Mono.defer(() -> {
            long guess = guess(tenantId);
            Mono<Optional<T>> guessed = read.apply(guess).map(Optional::of).defaultIfEmpty(Optional.empty());
            return Mono.zip(current(tenantId), guessed)
                    .flatMap(both -> both.getT1() == guess ? Mono.justOrEmpty(both.getT2()) : read.apply(both.getT1()));
        });
    }

    void learn(String tenantId, long generation) {
        if (known.size() >= MOST) {
            known.clear();
        }
        if (generation > 0) {
            known.put(tenantId, generation);
        } else {
            known.remove(tenantId);
        }
    }
}
