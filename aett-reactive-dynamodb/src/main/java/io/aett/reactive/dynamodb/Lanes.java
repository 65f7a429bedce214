package io.aett.reactive.dynamodb;

import io.aett.reactive.spi.PageRequest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;

/**
 * The entries of the global order: one item per position, in {@value Keys#LANES} partitions that take turns.
 *
 * <p>All writers of a store write their entries one after the other in position, so in a single partition all of them would
 * meet, at no more than 500 a second. {@value Keys#STRIPE} consecutive positions go to one lane, the next to the next.
 */
final class Lanes {

    private static final int SEALS_AT_ONCE = 8;

    private final Table table;

    Lanes(Table table) {
        this.table = table;
    }

    /** One position that holds something; a tombstone has no commit. */
    record Entry(long position, Map<String, AttributeValue> item) {

        boolean isTombstone() {
            return !item.containsKey("c");
        }

        /** The partition key of the commit. */
        String commits() {
            return Items.text(item, "c");
        }

        Map<String, AttributeValue> commitKey() {
            return Keys.key(commits(), Keys.number(Items.number(item, "r")));
        }

        long payloadBytes() {
            return Items.number(item, "z");
        }
    }

    /** What the positions behind {@code after} and up to {@code through} hold, in order. */
    Mono<List<Entry>> entries(long after, long through) {
        return entries(after, through, null);
    }

    /** The same of one tenant, up to a stamp: tombstones and all others are left out, by the database. */
    Mono<List<Entry>> entriesOf(String commitsOfTenant, long maxMicros, long after, long through) {
        return entries(
                after, through, Map.of(":c", AttributeValue.fromS(commitsOfTenant), ":t", Items.number(maxMicros)));
    }

    private Mono<List<Entry>> entries(long after, long through, @Nullable Map<String, AttributeValue> filter) {
        return Flux.fromIterable(lanesOf(after, through))
                .flatMap(lane -> lane(lane, after, through, filter, Map.of(), new ArrayList<>()), Keys.LANES)
                .flatMapIterable(found -> found)
                .collectSortedList(Comparator.comparingLong(Entry::position));
    }

    private Mono<List<Entry>> lane(
            int lane,
            long after,
            long through,
            @Nullable Map<String, AttributeValue> filter,
            Map<String, AttributeValue> from,
            List<Entry> found) {
        Map<String, AttributeValue> values = new HashMap<>(filter == null ? Map.of() : filter);
        values.put(":l", AttributeValue.fromS(Keys.lane(lane)));
        values.put(":a", AttributeValue.fromS(Keys.number(after + 1)));
        values.put(":z", AttributeValue.fromS(Keys.number(through)));
        QueryRequest.Builder query = QueryRequest.builder()
                .keyConditionExpression("pk = :l AND sk BETWEEN :a AND :z")
                .filterExpression(filter == null ? null : "begins_with(c, :c) AND t <= :t")
                .expressionAttributeValues(values)
                .exclusiveStartKey(from.isEmpty() ? null : from);
        return table.query(query).flatMap(response -> {
            response.items().forEach(item -> found.add(entry(item)));
            return response.hasLastEvaluatedKey()
                            && !response.lastEvaluatedKey().isEmpty()
                    ? lane(lane, after, through, filter, response.lastEvaluatedKey(), found)
                    : Mono.just(found);
        });
    }

    /** As many of these as fill a page of commits. */
    static List<Entry> cut(List<Entry> entries, PageRequest request) {
        List<Entry> page = new ArrayList<>(entries.size());
        long bytes = 0;
        for (Entry entry : entries) {
            if (bytes >= Commits.pageBytes(request) || page.size() >= request.maxCommits()) {
                break;
            }
            page.add(entry);
            bytes += entry.payloadBytes();
        }
        return page;
    }

    private static Entry entry(Map<String, AttributeValue> item) {
        return new Entry(Keys.numberOf(Keys.sort(item)), item);
    }

    private static Set<Integer> lanesOf(long after, long through) {
        Set<Integer> lanes = new TreeSet<>();
        long position = after + 1;
        while (position <= through && lanes.size() < Keys.LANES) {
            lanes.add(Keys.laneOf(position));
            position = (position / Keys.STRIPE + 1) * Keys.STRIPE;
        }
        return lanes;
    }

    /** Creates a tombstone at each position that holds nothing. */
    Mono<Void> seal(List<Long> positions) {
        return Flux.fromIterable(positions).flatMap(this::seal, SEALS_AT_ONCE).then();
    }

    private Mono<Void> seal(long position) {
        return table.write(c -> c.putItem(put -> put.tableName(table.name())
                        .item(Keys.logEntry(position))
                        .conditionExpression("attribute_not_exists(pk)")))
                .onErrorResume(ConditionalCheckFailedException.class, closed -> Mono.empty())
                .then();
    }

    /** The highest position that holds anything, 0 when none does. */
    Mono<Long> highest() {
        return Flux.fromStream(IntStream.range(0, Keys.LANES).boxed())
                .flatMap(this::last, Keys.LANES)
                .flatMapIterable(QueryResponse::items)
                .map(item -> entry(item).position())
                .reduce(0L, Math::max);
    }

    private Mono<QueryResponse> last(int lane) {
        return table.query(QueryRequest.builder()
                .keyConditionExpression("pk = :l")
                .expressionAttributeValues(Map.of(":l", AttributeValue.fromS(Keys.lane(lane))))
                .scanIndexForward(false)
                .limit(1));
    }
}
