package io.aett.reactive.dynamodb;

import io.aett.reactive.sealedlog.Furthest;
import io.aett.reactive.spi.EncodedCommit;
import io.aett.reactive.spi.StreamKey;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;

/**
 * Where streams end, and so whether a commit follows. A commit is created only behind a predecessor that was seen, and what was seen once
 * is there for ever in its generation; so who knows the predecessor need not look.
 */
final class Heads {

    private static final int STREAMS = 10_000;
    private static final int LOOKS_AT_ONCE = 16;

    private final Table table;
    private final Furthest<String, Place> seen = new Furthest<>(STREAMS, Place.BY_SEQUENCE);

    Heads(Table table) {
        this.table = table;
    }

    /** A commit is there. */
    void reached(String partition, Place place) {
        seen.reached(partition, place);
    }

    /** The commit's predecessor, or {@link Place#START}, if nobody needs to be asked; else null. */
    @Nullable
    Place known(String partition, EncodedCommit commit) {
        Place furthest = seen.of(partition);
        if (furthest == null) {
            return Place.START.precedes(commit) ? Place.START : null;
        }
        return furthest.precedes(commit) ? furthest : null;
    }

    /** The last commit as it is now, or {@link Place#START}. A void can only be behind it. */
    Mono<Place> last(String partition) {
        return table.query(QueryRequest.builder()
                        .keyConditionExpression("pk = :c AND sk < :end")
                        .expressionAttributeValues(
                                Map.of(":c", AttributeValue.fromS(partition), ":end", AttributeValue.fromS(Keys.END)))
                        .scanIndexForward(false)
                        .limit(2))
                .map(response -> response.items().stream()
                        .filter(item -> !Items.isVoid(item))
                        .findFirst()
                        .map(Place::of)
                        .orElse(Place.START))
                .doOnNext(last -> {
                    if (last.sequence() > 0) {
                        reached(partition, last);
                    }
                });
    }

    /** The ends of those commits' streams of which it is not known that the commit follows, by partition. */
    Mono<Map<String, Place>> unknown(List<EncodedCommit> batch, Function<StreamKey, String> partitions) {
        return Flux.fromIterable(batch)
                .filter(commit -> known(partitions.apply(commit.stream()), commit) == null)
                .map(commit -> partitions.apply(commit.stream()))
                .flatMap(partition -> last(partition).map(last -> Map.entry(partition, last)), LOOKS_AT_ONCE)
                .collectMap(Map.Entry::getKey, Map.Entry::getValue)
                .map(HashMap::new);
    }
}
