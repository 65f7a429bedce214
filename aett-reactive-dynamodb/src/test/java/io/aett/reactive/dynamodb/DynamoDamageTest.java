package io.aett.reactive.dynamodb;

import static io.aett.reactive.testkit.events.TestEvents.noted;
import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.Commit;
import io.aett.reactive.EventStore;
import io.aett.reactive.MalformedDataException;
import io.aett.reactive.Snapshot;
import io.aett.reactive.testkit.FixtureOptions;
import io.aett.reactive.testkit.events.TestEvents.State;
import io.aett.reactive.testkit.support.Await;
import io.aett.reactive.testkit.support.Recorder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** R6: items that were deleted by hand, or that a backup does not have, are no end and no gap that nobody hears of. */
class DynamoDamageTest extends DynamoSuite {

    private void delete(char kind, Predicate<Map<String, AttributeValue>> which) {
        Await.done(items().items(kind)
                .filter(which)
                .concatMap(item -> items().delete(Keys.keyOf(item)))
                .then());
    }

    private static boolean isChunkOf(Map<String, AttributeValue> item, Commit commit) {
        return Keys.isChunk(Keys.sort(item)) && Keys.numberOf(Keys.sort(item)) == commit.streamRevision();
    }

    /** Random text, as any other would be deflated into one item. */
    private List<Commit> large() {
        Commit one = commit(first(noted("one")));
        Commit two = commit(after(one, noted(RandomText.of(900_000))));
        return List.of(one, two, commit(after(two, noted("three"))));
    }

    private void assertMalformed(Flux<Commit> reading, long sequence, Commit... before) {
        Recorder<Commit> reader = Recorder.of(reading);
        assertThat(reader.awaitError())
                .isInstanceOfSatisfying(
                        MalformedDataException.class,
                        malformed -> assertThat(malformed.commitSequence()).isEqualTo(sequence));
        assertThat(reader.values()).containsExactly(before);
    }

    @Test
    void a_commit_without_its_chunks_is_malformed_wherever_it_is_read() {
        List<Commit> stored = large();
        delete('c', item -> isChunkOf(item, stored.get(1)));

        assertMalformed(store().commits().get(TENANT, STREAM), 2, stored.get(0));
        assertMalformed(store().commits().getAllTo(TENANT, STAMP.plusSeconds(60)), 2, stored.get(0));
        assertMalformed(store().management().getFrom(0), 2, stored.get(0));
    }

    @Test
    void the_last_commit_without_its_last_chunk_is_malformed() {
        Commit one = commit(first(noted("one")));
        Commit two = commit(after(one, noted(RandomText.of(1_300_000))));
        delete('c', item -> isChunkOf(item, two) && Keys.sort(item).endsWith("2"));

        assertMalformed(store().commits().get(TENANT, STREAM), 2, one);
    }

    @Test
    void a_commit_that_is_missing_behind_its_announcement_is_malformed() {
        Commit one = commit(first(noted("one")));
        Commit two = commit(after(one, noted("two")));
        commit(after(two, noted("three")));
        delete('c', item -> Items.number(item, "n") == 2);

        assertMalformed(store().management().getFrom(0), 2, one);
        assertMalformed(store().commits().getAllTo(TENANT, STAMP.plusSeconds(60)), 2, one);
        assertMalformed(store().commits().get(TENANT, STREAM), 3, one);
    }

    /** Its successor is on another page, so it looks as if its writer were under way, and is looked into when that takes too long. */
    @Test
    void a_commit_that_is_missing_long_before_its_successor_is_malformed_too() {
        Commit one = commit(first(noted("one")));
        Commit two = commit(after(one, noted("two")));
        Commit other = commit(firstOf(TENANT, "other", noted("other")));
        commit(after(two, noted("three")));
        delete('c', item -> Items.number(item, "n") == 2);
        EventStore looking = data().open(
                        FixtureOptions.defaults().withPageSize(2), builder -> builder.sealDelay(Duration.ofMillis(1)));

        assertMalformed(looking.management().getFrom(0), 2, one);
        assertMalformed(looking.management().getFrom(0), 2, one);
        assertThat(Await.all(looking.management().getFrom(two.checkpointToken()))
                        .get(0))
                .isEqualTo(other);
    }

    /** W4: nobody may think that its id is free. */
    @Test
    void a_commit_id_that_stands_for_a_missing_commit_is_malformed_for_who_looks_for_it() {
        Commit one = commit(first(noted("one")));
        Commit two = commit(after(one, noted("two")));
        commit(after(two, noted("three")));
        delete('c', item -> Items.number(item, "n") == 2);

        MalformedDataException malformed =
                Await.error(MalformedDataException.class, second().commits().find(TENANT, STREAM, two.commitId()));
        assertThat(malformed.commitSequence()).isEqualTo(2);
        Await.error(
                MalformedDataException.class,
                second().commits()
                        .commit(builder(TENANT, STREAM, 4, 4, noted("again"))
                                .commitId(two.commitId())
                                .build()));
    }

    @Test
    void a_commit_id_that_stands_for_a_missing_commit_is_malformed_and_not_tried_for_ever() {
        Commit one = commit(first(noted("one")));
        Commit two = commit(after(one, noted("two")));
        delete('c', item -> Items.number(item, "n") == 2);

        MalformedDataException malformed = Await.error(
                MalformedDataException.class,
                store().commits()
                        .commit(builder(TENANT, STREAM, 3, 3, noted("again"))
                                .commitId(two.commitId())
                                .build()));

        assertThat(malformed.commitSequence()).isEqualTo(2);
    }

    @Test
    void a_snapshot_without_its_chunks_is_malformed() {
        Await.done(store().snapshots()
                .add(new Snapshot(TENANT, STREAM, 7, 1, new State(RandomText.of(900_000), 1), Map.of())));
        delete('s', item -> Keys.sort(item).startsWith("~"));

        Recorder<Snapshot> reader =
                Recorder.of(store().snapshots().get(TENANT, STREAM).flux());

        assertThat(reader.awaitError()).isInstanceOf(MalformedDataException.class);
    }

    /** The generation is in no key that a reader could guess, so its loss must not look like a tenant without commits. */
    @Test
    void a_tenant_without_its_generation_is_malformed_in_the_order() {
        commit(first(noted("one")));
        delete('g', item -> true);

        assertMalformed(store().management().getFrom(0), 1);
    }
}
