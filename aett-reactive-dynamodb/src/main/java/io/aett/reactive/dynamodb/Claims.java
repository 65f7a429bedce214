package io.aett.reactive.dynamodb;

import java.util.Map;
import java.util.Optional;
import reactor.core.publisher.Mono;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/**
 * The markers of commit ids: each names the place in the stream where the commit with this id is, or may come to be. It is there before the
 * commit.
 *
 * <p><b>Why an id is stored once.</b> A commit is put only into the place that the marker of its id names. The marker is moved to another place
 * only by a writer who has seen that the place it names holds another commit, which is there for ever; so of all places that it ever
 * named only the last one can hold this id. If that place is still empty, it is the stream's next one: who wants the same place goes on, and the
 * place decides; who wants an earlier one is late.
 */
final class Claims {

    private final Table table;

    Claims(Table table) {
        this.table = table;
    }

    /** Whether a commit may be put into the place that it wants. */
    sealed interface Claim {

        /** The marker of its id names the place. */
        record Granted() implements Claim {}

        /** Its id is stored already, as this item. */
        record Known(Map<String, AttributeValue> first) implements Claim {}

        /**
         * The marker names another place, at which nothing is: the stream's next one, and then the wanted one, before it, is taken; or one
         * before the wanted one, and then what was there is lost.
         */
        record Elsewhere(long first) implements Claim {}
    }

    private static final Claim GRANTED = new Claim.Granted();

    /** One request for an id that nobody tried before. */
    Mono<Claim> claim(Attempt attempt) {
        PutItemRequest create = PutItemRequest.builder()
                .tableName(table.name())
                .item(Items.marker(attempt.generation(), attempt.commit(), attempt.position()))
                .conditionExpression("attribute_not_exists(pk)")
                .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD)
                .build();
        return table.write(c -> c.putItem(create))
                .thenReturn(GRANTED)
                .onErrorResume(
                        ConditionalCheckFailedException.class,
                        taken -> taken.hasItem() ? judge(attempt, taken.item()) : again(attempt));
    }

    private Mono<Claim> again(Attempt attempt) {
        return Mono.defer(() -> claim(attempt));
    }

    private Mono<Claim> judge(Attempt attempt, Map<String, AttributeValue> marker) {
        long tried = Items.number(marker, "r");
        if (tried == attempt.commit().firstRevision()) {
            return Mono.just(GRANTED);
        }
        return table.get(Keys.key(attempt.partition(), Keys.number(tried)))
                .map(Optional::of)
                .defaultIfEmpty(Optional.empty())
                .flatMap(there -> {
                    if (there.isEmpty() || Items.isVoid(there.get())) {
                        return Mono.just(new Claim.Elsewhere(tried));
                    }
                    return Items.uuid(there.get(), "i").equals(attempt.commit().commitId())
                            ? Mono.just(new Claim.Known(there.get()))
                            : move(attempt, tried);
                });
    }

    private Mono<Claim> move(Attempt attempt, long from) {
        UpdateItemRequest move = UpdateItemRequest.builder()
                .tableName(table.name())
                .key(Keys.marker(
                        attempt.generation(),
                        attempt.commit().stream(),
                        attempt.commit().commitId()))
                .updateExpression("SET r = :to, p = :p")
                .conditionExpression("r = :from")
                .expressionAttributeValues(Map.of(
                        ":to", Items.number(attempt.commit().firstRevision()),
                        ":from", Items.number(from),
                        ":p", Items.number(attempt.position())))
                .build();
        return table.write(c -> c.updateItem(move))
                .thenReturn(GRANTED)
                .onErrorResume(ConditionalCheckFailedException.class, moved -> again(attempt));
    }
}
