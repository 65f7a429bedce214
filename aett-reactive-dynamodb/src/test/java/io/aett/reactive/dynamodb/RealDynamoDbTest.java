package io.aett.reactive.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.Commit;
import io.aett.reactive.DuplicateCommitException;
import io.aett.reactive.EventStore;
import io.aett.reactive.Snapshot;
import io.aett.reactive.testkit.FixtureOptions;
import io.aett.reactive.testkit.events.TestEvents.Noted;
import io.aett.reactive.testkit.events.TestEvents.State;
import io.aett.reactive.testkit.support.Await;
import io.aett.reactive.testkit.support.Outcome;
import io.aett.reactive.testkit.support.Race;
import io.aett.reactive.testkit.support.Recorder;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import reactor.core.publisher.Flux;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;

/**
 * The real service, in the account and region that the environment names. Not part of the default run: {@code -Paws}. One
 * table is created and deleted; each test has a tenant of its own.
 */
@Tag("aws")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RealDynamoDbTest {

    private final DynamoDbAsyncClient client = DynamoDbAsyncClient.create();
    private final String table = "aett-test-" + UUID.randomUUID();
    private final EventStore one = open();
    private final EventStore two = open();

    private EventStore open() {
        return DynamoDbEventStore.create(
                client,
                FixtureOptions.defaults()
                        .applyTo(DynamoDbOptions.builder().table(table))
                        .build());
    }

    @BeforeAll
    void initialize() {
        Await.done(one.management().initialize());
    }

    @AfterAll
    void drop() {
        Await.done(one.management().drop());
        client.close();
    }

    private static Commit commit(String tenant, String stream, long sequence, String text) {
        return Commit.builder()
                .tenantId(tenant)
                .streamId(stream)
                .commitSequence(sequence)
                .streamRevision(sequence)
                .event(new Noted(text))
                .build();
    }

    @Test
    void one_of_many_racing_commits_wins_and_all_see_the_same() {
        for (long sequence = 1; sequence <= 5; sequence++) {
            long now = sequence;
            List<Outcome<Commit>> outcomes =
                    Race.of(8, i -> (i % 2 == 0 ? one : two).commits().commit(commit("race", "s", now, "n" + i)));
            assertThat(outcomes.stream().filter(Outcome::succeeded)).hasSize(1);
        }
        assertThat(Await.all(one.commits().get("race", "s")))
                .hasSize(5)
                .isEqualTo(Await.all(two.commits().get("race", "s")));
    }

    @Test
    void a_batch_of_streams_is_stored_in_an_order_that_followers_see_whole() {
        Recorder<Commit> follower = Recorder.of(
                two.management().follow(0).filter(commit -> commit.tenantId().equals("order")));
        List<Commit> stored = Await.all(Flux.range(0, 200)
                .flatMap(i -> one.commits().commit(commit("order", "s" + i, 1, "n" + i)), 200));

        assertThat(follower.await(200)).containsExactlyInAnyOrderElementsOf(stored);
        assertThat(Await.all(two.commits().getAllTo("order", java.time.Instant.MAX)))
                .isEqualTo(follower.values());
        follower.dispose();
    }

    @Test
    void a_duplicate_of_any_age_and_a_commit_of_nearly_4_MB_are_as_elsewhere() {
        Commit first = Await.value(one.commits().commit(commit("large", "s", 1, "first")));
        Commit large = Await.value(
                one.commits().commit(commit("large", "s", 2, RandomText.of(DynamoDbEventStore.COMMIT_BYTES - 1000))));
        Commit again = Commit.builder()
                .tenantId("large")
                .streamId("s")
                .commitSequence(3)
                .streamRevision(3)
                .commitId(first.commitId())
                .event(new Noted("again"))
                .build();

        DuplicateCommitException duplicate =
                Await.error(DuplicateCommitException.class, two.commits().commit(again));

        assertThat(duplicate.storedCommit()).isEqualTo(first);
        assertThat(Await.all(two.commits().get("large", "s")).equals(List.of(first, large)))
                .isTrue();
    }

    @Test
    void purge_removes_a_tenant() {
        Await.done(Flux.range(0, 30)
                .flatMap(i -> one.commits().commit(commit("purged", "s" + i, 1, "n" + i)), 30)
                .then());
        Await.done(one.snapshots().add(new Snapshot("purged", "s0", 1, 1, new State("s", 1), Map.of())));

        Await.done(two.management().purge("purged"));

        assertThat(Await.all(one.commits().get("purged", "s0"))).isEmpty();
        assertThat(Await.valueOrNull(one.snapshots().get("purged", "s0"))).isNull();
        assertThat(Await.all(one.management().getFrom(0)).stream()
                        .filter(commit -> commit.tenantId().equals("purged")))
                .isEmpty();
    }
}
