package io.aett.reactive.dynamodb;

import io.aett.reactive.spi.PageRequest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/**
 * What was announced for each position of the global order: {@value Keys#BLOCK} consecutive positions are attributes of one item, and the items
 * are in {@value Keys#LANES} partitions that take turns.
 *
 * <p>All writers of a store announce one after the other in position, so in a single partition all of them would
 * meet. {@value Keys#STRIPE} consecutive positions go to one lane, the next to the next.
 */
final class Lanes {

    private static final int BLOCKS_AT_ONCE = 16;

    private final Table table;

    Lanes(Table table) {
        this.table = table;
    }

    /** What is known of the positions behind {@code after} and up to {@code through}, in order. */
    Mono<List<Entry>> entries(long after, long through) {
        return Flux.fromIterable(lanesOf(after, through))
                .flatMap(lane -> lane(lane, after, through, Map.of(), new ArrayList<>()), Keys.LANES)
                .flatMapIterable(found -> found)
                .collectSortedList(Comparator.comparingLong(Entry::position));
    }

    private Mono<List<Entry>> lane(
            int lane, long after, long through, Map<String, AttributeValue> from, List<Entry> found) {
        QueryRequest.Builder query = QueryRequest.builder()
                .keyConditionExpression("pk = :l AND sk BETWEEN :a AND :z")
                .expressionAttributeValues(Map.of(
                        ":l", AttributeValue.fromS(Keys.lane(lane)),
                        ":a", AttributeValue.fromS(Keys.number((after + 1) / Keys.BLOCK)),
                        ":z", AttributeValue.fromS(Keys.number(through / Keys.BLOCK))))
                .exclusiveStartKey(from.isEmpty() ? null : from);
        return table.query(query).flatMap(response -> {
            response.items().stream()
                    .flatMap(Lanes::entriesOf)
                    .filter(entry -> entry.position() > after && entry.position() <= through)
                    .forEach(found::add);
            return Commits.goesOn(response)
                    ? lane(lane, after, through, response.lastEvaluatedKey(), found)
                    : Mono.just(found);
        });
    }

    static Stream<Entry> entriesOf(Map<String, AttributeValue> block) {
        long first = Keys.numberOf(Keys.sort(block)) * Keys.BLOCK;
        return LongStream.range(first, first + Keys.BLOCK)
                .filter(position -> block.containsKey(Keys.slot(position)))
                .mapToObj(position -> Entry.of(position, Items.text(block, Keys.slot(position))));
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
            bytes += entry.bytes();
        }
        return page;
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

    /**
     * Announces each of these, unless something else is at its position already, as one write for each block.
     *
     * @return the positions at which now stands what was to stand there
     */
    Mono<Set<Long>> announce(List<Entry> entries) {
        Map<Long, List<Entry>> blocks = entries.stream()
                .collect(Collectors.groupingBy(
                        entry -> entry.position() / Keys.BLOCK, TreeMap::new, Collectors.toList()));
        return Flux.fromIterable(blocks.values())
                .flatMap(this::announceBlock, BLOCKS_AT_ONCE)
                .collect(HashSet::new, Set::addAll);
    }

    /** What was in the way is there for ever; the others are tried again without it. */
    private Mono<Set<Long>> announceBlock(List<Entry> entries) {
        Map<String, String> names = new HashMap<>();
        Map<String, AttributeValue> values = new HashMap<>();
        List<String> settings = new ArrayList<>();
        List<String> conditions = new ArrayList<>();
        for (Entry entry : entries) {
            String slot = Keys.slot(entry.position());
            names.put("#" + slot, slot);
            values.put(":" + slot, entry.value());
            settings.add("#%1$s = :%1$s".formatted(slot));
            conditions.add("attribute_not_exists(#%s)".formatted(slot));
        }
        UpdateItemRequest update = change(entries.get(0).position())
                .updateExpression("SET " + String.join(", ", settings))
                .conditionExpression(String.join(" AND ", conditions))
                .expressionAttributeNames(names)
                .expressionAttributeValues(values)
                .build();
        Set<Long> all = entries.stream().map(Entry::position).collect(Collectors.toSet());
        return table.write(c -> c.updateItem(update))
                .thenReturn(all)
                .onErrorResume(
                        ConditionalCheckFailedException.class,
                        taken ->
                                found(taken, entries.get(0).position()).flatMap(block -> announceRest(entries, block)));
    }

    private Mono<Set<Long>> announceRest(List<Entry> entries, Map<String, AttributeValue> block) {
        Set<Long> announced = new HashSet<>();
        List<Entry> rest = new ArrayList<>();
        for (Entry entry : entries) {
            AttributeValue there = block.get(Keys.slot(entry.position()));
            if (there == null) {
                rest.add(entry);
            } else if (entry.text().equals(there.s())) {
                announced.add(entry.position());
            }
        }
        if (rest.isEmpty()) {
            return Mono.just(announced);
        }
        return announceBlock(rest).doOnNext(announced::addAll).thenReturn(announced);
    }

    private Mono<Map<String, AttributeValue>> found(ConditionalCheckFailedException taken, long position) {
        return taken.hasItem()
                ? Mono.just(taken.item())
                : table.get(Keys.block(position)).defaultIfEmpty(Map.of());
    }

    /** Closes a position at which nothing was announced. Empty when that is done, else what is there. */
    Mono<Entry> close(long position) {
        String slot = Keys.slot(position);
        UpdateItemRequest update = change(position)
                .updateExpression("SET #s = :closed")
                .conditionExpression("attribute_not_exists(#s)")
                .expressionAttributeNames(Map.of("#s", slot))
                .expressionAttributeValues(Map.of(":closed", AttributeValue.fromS(Entry.CLOSED)))
                .build();
        return table.write(c -> c.updateItem(update))
                .then(Mono.<Entry>empty())
                .onErrorResume(
                        ConditionalCheckFailedException.class,
                        taken -> found(taken, position)
                                .flatMap(block -> block.containsKey(slot)
                                        ? Mono.just(Entry.of(position, Items.text(block, slot)))
                                        : close(position)));
    }

    /** Says at a position that the commit which was announced there will never be there. */
    Mono<Void> close(Entry entry) {
        return replace(entry, AttributeValue.fromS(Entry.CLOSED));
    }

    /** Says at a position that the commit which was announced there is lost. */
    Mono<Void> lose(Entry entry) {
        return replace(entry, entry.asLost().value());
    }

    private Mono<Void> replace(Entry entry, AttributeValue by) {
        UpdateItemRequest update = change(entry.position())
                .updateExpression("SET #s = :to")
                .conditionExpression("#s = :from")
                .expressionAttributeNames(Map.of("#s", Keys.slot(entry.position())))
                .expressionAttributeValues(Map.of(":from", entry.value(), ":to", by))
                .build();
        return table.write(c -> c.updateItem(update))
                .onErrorResume(ConditionalCheckFailedException.class, done -> Mono.empty())
                .then();
    }

    /** Closes a position of a purged commit, unless a commit of another partition was announced there. */
    Mono<Void> forget(long position, String partition) {
        UpdateItemRequest update = change(position)
                .updateExpression("SET #s = :closed")
                .conditionExpression("attribute_not_exists(#s) OR contains(#s, :partition)")
                .expressionAttributeNames(Map.of("#s", Keys.slot(position)))
                .expressionAttributeValues(Map.of(
                        ":closed", AttributeValue.fromS(Entry.CLOSED), ":partition", AttributeValue.fromS(partition)))
                .build();
        return table.write(c -> c.updateItem(update))
                .onErrorResume(ConditionalCheckFailedException.class, done -> Mono.empty())
                .then();
    }

    private UpdateItemRequest.Builder change(long position) {
        return UpdateItemRequest.builder()
                .tableName(table.name())
                .key(Keys.block(position))
                .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD);
    }

    /** The highest position of which anything is known, 0 when there is none. */
    Mono<Long> highest() {
        return Flux.fromStream(IntStream.range(0, Keys.LANES).boxed())
                .flatMap(this::last, Keys.LANES)
                .flatMapIterable(QueryResponse::items)
                .flatMap(block -> Flux.fromStream(entriesOf(block)))
                .map(Entry::position)
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
