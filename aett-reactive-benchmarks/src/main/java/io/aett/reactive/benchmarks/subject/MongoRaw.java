package io.aett.reactive.benchmarks.subject;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;

import com.mongodb.client.model.Sorts;
import com.mongodb.reactivestreams.client.FindPublisher;
import io.aett.reactive.benchmarks.model.ItemAdded;
import io.aett.reactive.benchmarks.model.StoredForm;
import java.util.List;
import org.bson.BsonDocument;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Single documents in by the driver, whose positions are counted in this process; out by a cursor over the same index. */
final class MongoRaw implements Raw {

    private final MongoPlace place;

    MongoRaw(MongoPlace place) {
        this.place = place;
    }

    @Override
    public String name() {
        return "the driver";
    }

    @Override
    public List<Integer> callers(int store) {
        return store == 1 ? List.of(1) : List.of(4, 8, 16, 32, 64);
    }

    @Override
    public Mono<?> append(int caller, String stream, long sequence, ItemAdded event) {
        return Mono.defer(
                () -> Mono.from(place.commits().insertOne(place.commit(stream, sequence, 1, StoredForm.write(event)))));
    }

    @Override
    public Mono<Long> read(String stream) {
        return sum(place.commits()
                .find(and(eq("tenant", Subject.TENANT), eq("generation", place.generation()), eq("stream", stream)))
                .sort(Sorts.ascending("sequence"))
                .hintString("sequence"));
    }

    @Override
    public Mono<Long> readAll() {
        return sum(place.commits().find().sort(Sorts.ascending("_id")));
    }

    private static Mono<Long> sum(FindPublisher<BsonDocument> find) {
        return Flux.from(find.batchSize(READ_AT_ONCE))
                .map(document ->
                        StoredForm.quantity(document.getBinary("payload").getData()))
                .reduce(0L, Long::sum);
    }
}
