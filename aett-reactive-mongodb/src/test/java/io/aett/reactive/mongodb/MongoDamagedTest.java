package io.aett.reactive.mongodb;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.inc;
import static com.mongodb.client.model.Updates.set;
import static com.mongodb.client.model.Updates.unset;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aett.reactive.Commit;
import io.aett.reactive.EventStore;
import io.aett.reactive.StorageException;
import io.aett.reactive.testkit.FixtureOptions;
import io.aett.reactive.testkit.support.Await;
import java.util.List;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Documents that somebody changed by hand. */
class MongoDamagedTest {

    private static final String TENANT = "tenant";
    private static final String STREAM = "s";

    private final MongoFixture fixture = MongoFixture.standalone();
    private final EventStore store = fixture.open(FixtureOptions.defaults());

    @BeforeEach
    void fill() {
        Await.done(store.management().initialize());
        Await.value(store.commits().commit(Commits.first(STREAM)));
    }

    @AfterEach
    void giveBack() {
        Await.done(fixture.dispose());
    }

    private void change(Bson change) {
        Await.value(Mono.from(fixture.collections().commits().updateOne(eq(Documents.STREAM, STREAM), change)));
    }

    private List<Flux<Commit>> reads() {
        return List.of(
                store.management().getFrom(0),
                store.commits().get(TENANT, STREAM),
                store.commits().getAllTo(TENANT, Commits.STAMP));
    }

    private static void failsNaming(String field, Flux<Commit> read) {
        assertThatThrownBy(() -> Await.all(read))
                .isExactlyInstanceOf(StorageException.class)
                .hasMessageContaining("checkpoint 1 ")
                .hasMessageContaining('"' + field + '"');
    }

    @ParameterizedTest
    @ValueSource(strings = {Documents.EVENTS, Documents.COMMIT_ID, Documents.NONCE, Documents.PAYLOAD})
    void a_field_that_is_missing_or_of_another_type_is_named(String field) {
        change(unset(field));
        reads().forEach(read -> failsNaming(field, read));

        change(set(field, List.of(true)));
        reads().forEach(read -> failsNaming(field, read));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                Documents.TENANT,
                Documents.GENERATION,
                Documents.STREAM,
                Documents.SEQUENCE,
                Documents.REVISION,
                Documents.STAMP
            })
    void a_commit_that_no_index_finds_any_more_is_not_taken_for_a_tombstone(String field) {
        change(unset(field));
        failsNaming(field, store.management().getFrom(0));

        change(set(field, List.of(true)));
        failsNaming(field, store.management().getFrom(0));
    }

    @Test
    void a_writer_that_needs_it_is_told_the_same() {
        change(set(Documents.STAMP, true));
        EventStore other = fixture.open(FixtureOptions.defaults());

        assertThatThrownBy(() -> Await.value(other.commits()
                        .commit(Commits.first(STREAM).toBuilder()
                                .commitSequence(2)
                                .streamRevision(2)
                                .build())))
                .isExactlyInstanceOf(StorageException.class)
                .hasMessageContaining('"' + Documents.STAMP + '"');
    }

    @Test
    void one_of_a_life_that_was_purged_stands_for_nothing_as_before() {
        change(combine(inc(Documents.GENERATION, -1L), unset(Documents.EVENTS), unset(Documents.PAYLOAD)));

        assertThat(Await.all(store.management().getFrom(0))).isEmpty();
    }

    @Test
    void nothing_else_is_hurt() {
        change(set(Documents.EVENTS, true));
        for (int i = 0; i < 200; i++) {
            failsNaming(Documents.EVENTS, store.commits().get(TENANT, STREAM));
        }

        Await.value(store.commits().commit(Commits.first("other")));
        assertThat(Await.all(store.commits().get(TENANT, "other"))).hasSize(1);
        Await.until(() -> "all connections back", () -> fixture.openResources() == 0);
    }

    @Test
    void a_field_that_is_not_known_is_passed_over() {
        change(set("later", List.of(1, 2)));

        assertThat(reads()).allSatisfy(read -> assertThat(Await.all(read)).hasSize(1));
    }

    @Test
    void a_place_that_is_no_number_is_refused() {
        Await.value(Mono.from(
                fixture.collections().database().getCollection("commits").insertOne(new Document(Documents.ID, 7))));

        assertThatThrownBy(() -> Await.all(store.management().getFrom(0))).hasMessageContaining("_id");
    }
}
