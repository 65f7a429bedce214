package io.aett.reactive.benchmarks.subject;

import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.Commit;
import io.aett.reactive.EventStore;
import io.aett.reactive.benchmarks.model.ItemAdded;
import java.time.Duration;
import java.util.List;
import org.bson.BsonDocument;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;

@Timeout(180)
class TwinSubjectTest {

    private static final Duration BOUND = Duration.ofSeconds(60);

    @ParameterizedTest
    @ValueSource(strings = {"mongodb", "dynamodb", "s3"})
    void a_store_reads_what_the_raw_side_wrote_and_goes_on_with_it(String name) {
        try (TwinSubject subject = (TwinSubject) Subjects.start(name)) {
            EventStore twin = subject.twin();

            for (int n = 1; n <= 3; n++) {
                subject.raw().append(0, "stream", n, ItemAdded.number(n)).block(BOUND);
            }
            long expected = 0;
            for (int n = 1; n <= 3; n++) {
                expected += ItemAdded.number(n).quantity();
            }
            assertThat(subject.raw().read("stream").block(BOUND)).isEqualTo(expected);
            assertThat(subject.raw().readAll().block(BOUND)).isEqualTo(expected);
            Commit next = twin.management()
                    .initialize()
                    .then(twin.commits().commit(Commits.of("stream", 4)))
                    .block(BOUND);

            assertThat(next).isNotNull().extracting(Commit::commitSequence).isEqualTo(4L);
            assertThat(bodies(twin.commits().get(Subject.TENANT, "stream")))
                    .isEqualTo(bodies(twin.management().getFrom(0)))
                    .containsExactly(
                            ItemAdded.number(1), ItemAdded.number(2), ItemAdded.number(3), ItemAdded.number(4));
        }
    }

    private static List<Object> bodies(Flux<Commit> commits) {
        return commits.concatMapIterable(Commit::events)
                .<Object>map(event -> event.body())
                .collectList()
                .blockOptional(BOUND)
                .orElseThrow();
    }

    @Test
    void a_raw_document_of_mongodb_is_like_the_stores() {
        try (MongoSubject subject = MongoSubject.start()) {
            subject.store().commits().commit(Commits.of("stream", 1)).block(BOUND);
            subject.raw().append(0, "stream", 1, ItemAdded.number(1)).block(BOUND);

            BsonDocument stored = only(subject.place());
            BsonDocument raw = only(subject.rawPlace());
            assertThat(fields(raw)).isEqualTo(fields(stored)).contains("payload BINARY 0");
            for (String same : List.of("tenant", "stream", "sequence", "revision", "events", "payload")) {
                assertThat(raw.get(same)).as(same).isEqualTo(stored.get(same));
            }
        }
    }

    @Test
    void filled_streams_of_mongodb_can_be_read_and_written() {
        try (MongoSubject subject = MongoSubject.start()) {
            subject.fill(List.of("one", "two"), 0, 3, 2);
            subject.store().commits().commit(Commits.of("one", 4, 2)).block(BOUND);
            subject.fill(List.of("two"), 3, 1, 2);

            assertThat(subject.store()
                            .management()
                            .getFrom(0)
                            .map(commit -> commit.streamId() + " " + commit.streamRevision())
                            .collectList()
                            .block(BOUND))
                    .containsExactly("one 2", "one 4", "one 6", "two 2", "two 4", "two 6", "one 8", "two 8");
        }
    }

    private static BsonDocument only(MongoPlace place) {
        List<BsonDocument> all = Flux.from(place.commits().find())
                .collectList()
                .blockOptional(BOUND)
                .orElseThrow();
        assertThat(all).hasSize(1);
        return all.get(0);
    }

    /** In their order, each with its type. */
    private static List<String> fields(BsonDocument document) {
        return document.entrySet().stream()
                .map(field -> field.getKey() + " " + field.getValue().getBsonType()
                        + (field.getValue().isBinary()
                                ? " " + field.getValue().asBinary().getType()
                                : ""))
                .toList();
    }
}
