package io.aett.reactive.dynamodb;

import java.util.List;
import java.util.Map;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/**
 * Closes positions of the order. One at which nothing was announced is closed where announcements are. One at which a commit was announced is
 * closed in the commit's stream, where it would be put: by a void, behind which only commits of higher positions can be put there. So
 * the commit or the void is first, for whoever looks and for ever.
 */
final class Sealing {

    private static final int SEALS_AT_ONCE = 8;

    private final Table table;
    private final Lanes lanes;
    private final Generations generations;

    Sealing(Table table, Lanes lanes, Generations generations) {
        this.table = table;
        this.lanes = lanes;
        this.generations = generations;
    }

    /** Completes when each of these positions is closed, by a commit or without one. */
    Mono<Void> seal(List<Long> positions) {
        return Flux.fromIterable(positions)
                .flatMap(position -> lanes.close(position).flatMap(this::seal), SEALS_AT_ONCE)
                .then();
    }

    private Mono<Void> seal(Entry entry) {
        if (entry.isClosed() || entry.lost()) {
            return Mono.empty();
        }
        return table.get(entry.commitKey())
                .defaultIfEmpty(Map.of())
                .flatMap(
                        there -> there.isEmpty() || (Items.isVoid(there) && Items.number(there, "q") < entry.position())
                                ? sealOpen(entry)
                                : isCommit(there, entry) ? Mono.empty() : lanes.close(entry));
    }

    static boolean isCommit(Map<String, AttributeValue> there, Entry entry) {
        return !Items.isVoid(there) && Items.number(there, "p") == entry.position();
    }

    /** What is not there was purged, or is lost as its stream goes on behind it, or is kept from coming. */
    private Mono<Void> sealOpen(Entry entry) {
        return generations.current(entry.tenantId()).flatMap(now -> {
            if (now != Generations.NONE && now != entry.generation()) {
                return lanes.close(entry);
            }
            return goesOn(entry).flatMap(goesOn -> goesOn ? lostOr(entry) : voided(entry));
        });
    }

    /** Whether the stream has a commit behind this one. */
    private Mono<Boolean> goesOn(Entry entry) {
        return table.query(Commits.behind(entry.commits(), entry.first()))
                .map(response -> response.items().stream().anyMatch(item -> !Items.isVoid(item)));
    }

    /** Its successor is there, so that it was there before; if it is not now, then it never comes again. */
    private Mono<Void> lostOr(Entry entry) {
        return table.get(entry.commitKey())
                .filter(there -> !Items.isVoid(there))
                .hasElement()
                .flatMap(there -> there
                        ? seal(entry)
                        : stillThere(entry).flatMap(alive -> alive ? lanes.lose(entry) : lanes.close(entry)));
    }

    private Mono<Boolean> stillThere(Entry entry) {
        return generations.current(entry.tenantId()).map(now -> now == Generations.NONE || now == entry.generation());
    }

    private Mono<Void> voided(Entry entry) {
        UpdateItemRequest update = UpdateItemRequest.builder()
                .tableName(table.name())
                .key(entry.commitKey())
                .updateExpression("SET q = :p")
                .conditionExpression("attribute_not_exists(n) AND (attribute_not_exists(q) OR q < :p)")
                .expressionAttributeValues(Map.of(":p", Items.number(entry.position())))
                .build();
        return table.write(c -> c.updateItem(update))
                .then(Mono.defer(() -> lanes.close(entry)))
                .onErrorResume(ConditionalCheckFailedException.class, taken -> seal(entry));
    }
}
