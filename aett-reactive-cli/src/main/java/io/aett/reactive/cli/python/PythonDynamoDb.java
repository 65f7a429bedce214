package io.aett.reactive.cli.python;

import io.aett.reactive.cli.store.Aws;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.ScanResponse;
import software.amazon.awssdk.services.dynamodb.model.Select;

/** The tables in DynamoDB, which have no order between streams. */
final class PythonDynamoDb implements PythonStore {

    private static final String PARTITION = "TenantAndStream";

    private final DynamoDbAsyncClient client;
    private final String commits;
    private final String snapshots;

    PythonDynamoDb(Aws aws, String commits, String snapshots) {
        this.client = aws.dynamoDb();
        this.commits = commits;
        this.snapshots = snapshots;
    }

    @Override
    public Flux<Row> rows() {
        Flux<ByStamp.Key> keys = Flux.from(client.scanPaginator(scan -> scan.tableName(commits)
                                .consistentRead(true)
                                .projectionExpression(PARTITION + ", " + RowDecoder.SEQUENCE + ", " + RowDecoder.STAMP))
                        .items())
                .map(PythonDynamoDb::key);
        return ByStamp.rows(keys, this::read);
    }

    private static ByStamp.Key key(Map<String, AttributeValue> item) {
        AttributeValue stamp = item.get(RowDecoder.STAMP);
        String sequence = Objects.requireNonNull(item.get(RowDecoder.SEQUENCE)).n();
        return new ByStamp.Key(
                Objects.requireNonNull(item.get(PARTITION)).s(),
                new BigDecimal(sequence).longValue(),
                0,
                stamp == null || stamp.n() == null ? 0 : new BigDecimal(stamp.n()).longValue(),
                sequence);
    }

    private Mono<Row> read(ByStamp.Key key, long place) {
        return Mono.fromFuture(() -> client.getItem(get -> get.tableName(commits)
                        .consistentRead(true)
                        .key(Map.of(
                                PARTITION,
                                AttributeValue.fromS(key.stream()),
                                RowDecoder.SEQUENCE,
                                AttributeValue.fromN(key.id())))))
                .map(found -> new Row(
                        place,
                        "item " + key.id() + " of " + key.stream(),
                        name -> value(found.item().get(name))));
    }

    private static @Nullable Object value(@Nullable AttributeValue attribute) {
        if (attribute == null) {
            return null;
        }
        return switch (attribute.type()) {
            case S -> attribute.s();
            case N -> new BigDecimal(attribute.n());
            case B -> attribute.b().asByteArray();
            default -> null;
        };
    }

    @Override
    public Mono<Long> snapshots() {
        return Flux.from(client.scanPaginator(
                        scan -> scan.tableName(snapshots).consistentRead(true).select(Select.COUNT)))
                .map(ScanResponse::count)
                .reduce(0L, Long::sum)
                .onErrorReturn(ResourceNotFoundException.class, 0L);
    }

    @Override
    public Mono<Void> close() {
        return Mono.<Void>fromRunnable(client::close).subscribeOn(Schedulers.boundedElastic());
    }
}
