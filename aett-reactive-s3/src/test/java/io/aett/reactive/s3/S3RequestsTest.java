package io.aett.reactive.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.Commit;
import io.aett.reactive.EventStore;
import io.aett.reactive.StateEntry;
import io.aett.reactive.testkit.FixtureOptions;
import io.aett.reactive.testkit.always.AlwaysOn;
import io.aett.reactive.testkit.events.TestEvents;
import io.aett.reactive.testkit.support.Await;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;

/** What is sent: counted, never timed. */
@ExtendWith(AlwaysOn.class)
class S3RequestsTest {

    private static final Logger LOG = LoggerFactory.getLogger(S3RequestsTest.class);

    private final S3Fixture data = new S3Fixture(settings -> settings.parallelRequests(200));
    private final EventStore store = data.open(FixtureOptions.defaults());

    @AfterEach
    void close() {
        data.wire.heal();
        Await.done(data.dispose());
    }

    private void initialize() {
        Await.done(store.management().initialize());
        data.requests.reset();
    }

    private Commit commit(String stream, long sequence) {
        return Await.value(store.commits().commit(commitOf(stream, sequence)));
    }

    static Commit commitOf(String stream, long sequence) {
        return Commit.builder()
                .tenantId("t")
                .streamId(stream)
                .commitSequence(sequence)
                .streamRevision(sequence)
                .event(TestEvents.noted("n" + sequence))
                .build();
    }

    @Test
    void assembling_sends_nothing() {
        initialize();
        store.commits().commit(commitOf("s", 1));
        store.commits().get("t", "s");
        store.management().getFrom(0);
        store.snapshots().get("t", "s");

        assertThat(data.requests.all()).isZero();
    }

    @Test
    void a_commit_is_two_writes_and_a_look_at_the_state() {
        initialize();
        commit("other", 1);
        data.requests.reset();

        commit("new", 1);
        assertThat(data.requests.summary()).containsExactly("GetObject 1", "PutObject 2");

        data.requests.reset();
        commit("new", 2);
        commit("new", 3);
        assertThat(data.requests.summary()).containsExactly("GetObject 2", "PutObject 4");
    }

    @Test
    void the_first_commit_of_a_process_to_a_stream_looks_for_its_predecessor() {
        initialize();
        commit("s", 1);
        commit("s", 2);
        EventStore other = data.open(FixtureOptions.defaults());
        Await.value(other.commits().commit(commitOf("else", 1)));
        data.requests.reset();

        Await.value(other.commits().commit(commitOf("s", 3)));

        assertThat(data.requests.summary()).containsExactly("GetObject 3", "PutObject 2");
    }

    @Test
    void a_batch_is_two_round_trips() {
        initialize();
        commit("first", 1);
        data.wire.hold();
        CompletableFuture<Commit> alone =
                store.commits().commit(commitOf("alone", 1)).toFuture();
        Await.until(() -> "held " + data.wire.held(), () -> data.wire.held().size() == 2);
        CompletableFuture<List<Commit>> batch = Flux.range(0, 64)
                .flatMap(i -> store.commits().commit(commitOf("s" + i, 1)), 64)
                .collectList()
                .toFuture();
        data.wire.release();
        Await.until(() -> "held " + data.wire.held(), () -> data.wire.held().size() == 1);
        data.wire.release();
        Await.until(() -> "not done", alone::isDone);

        Await.until(() -> "held " + data.wire.held(), () -> data.wire.held().size() == 2);
        assertThat(data.wire.held())
                .filteredOn(what -> what.startsWith("GET") && what.contains("/state/"))
                .hasSize(1);
        assertThat(data.wire.held())
                .filteredOn(what -> what.startsWith("PUT") && what.contains("/log/"))
                .hasSize(1);
        data.wire.release();
        Await.until(() -> "held " + data.wire.held(), () -> data.wire.held().size() == 64);
        assertThat(data.wire.held()).allMatch(what -> what.startsWith("PUT") && what.contains("/c/"));
        data.wire.release();

        assertThat(Await.value(reactor.core.publisher.Mono.fromFuture(batch))).hasSize(64);
        assertThat(data.wire.held()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 8, 64})
    void callers_share_log_objects_and_states(int callers) {
        initialize();
        int each = 640 / callers / 4;
        List<Long> batches = new ArrayList<>();
        Await.all(Flux.range(0, callers)
                .flatMap(
                        caller -> Flux.range(1, each)
                                .concatMap(n -> store.commits().commit(commitOf("s" + caller, n))),
                        callers));
        long commits = (long) callers * each;
        long logObjects = Await.value(
                data.objects().filter(object -> object.key().contains("/log/")).count());
        batches.add(logObjects);

        assertThat(data.requests.of("PutObject")).isEqualTo(commits + logObjects);
        // The state, once a batch, and the end of the log, once a process.
        assertThat(data.requests.of("GetObject")).isBetween(logObjects, logObjects + 1);
        LOG.info(
                "{} callers: {} commits in {} batches of {} on average; requests per commit: {}",
                callers,
                commits,
                logObjects,
                String.format("%.1f", (double) commits / logObjects),
                String.format("%.3f", (double) data.requests.all() / commits));
        if (callers == 1) {
            assertThat(logObjects).isEqualTo(commits);
        } else {
            assertThat(logObjects).isLessThanOrEqualTo(commits / 2);
        }
    }

    @Test
    void a_stream_that_this_process_knows_is_read_by_one_request_a_commit_and_two_looks_behind_it() {
        initialize();
        for (int n = 1; n <= 5; n++) {
            commit("s", n);
        }
        data.requests.reset();

        assertThat(Await.all(store.commits().get("t", "s"))).hasSize(5);

        // The second look behind it, and the state, go out side by side.
        assertThat(data.requests.summary()).containsExactly("GetObject 8");
    }

    @Test
    void a_head_that_is_known_is_confirmed_by_one_look_behind_it() {
        initialize();
        commit("s", 1);
        data.requests.reset();

        assertThat(Await.value(store.commits().head("t", "s")).headSequence()).isEqualTo(1);

        // The state before and after, the slot behind the one known; and the newest snapshot.
        assertThat(data.requests.summary()).containsExactly("GetObject 3", "ListObjectsV2 1");
    }

    @Test
    void a_demand_of_one_costs_one_page() {
        initialize();
        for (int n = 1; n <= 12; n++) {
            commit("s", n);
        }
        EventStore small = data.open(FixtureOptions.defaults().withPageSize(3));
        Await.all(small.commits().get("t", "none"));
        data.requests.reset();

        assertThat(Await.all(small.commits().get("t", "s").take(1, true))).hasSize(1);

        // The state, and the three commits of the page.
        assertThat(data.requests.summary()).containsExactly("GetObject 4");
    }

    @Test
    void a_state_is_one_object_and_the_store_is_asked_for_beside_a_read_and_before_a_change() {
        initialize();
        Await.value(store.states().create("s", "k", new byte[1]));
        assertThat(data.requests.summary()).containsExactly("GetObject 1", "PutObject 1");

        data.requests.reset();
        StateEntry entry = Await.value(store.states().get("s", "k"));
        assertThat(data.requests.summary()).containsExactly("GetObject 2");

        data.requests.reset();
        StateEntry replaced = Await.value(store.states().replace(entry, new byte[2]));
        assertThat(data.requests.summary()).containsExactly("GetObject 1", "PutObject 1");

        data.requests.reset();
        assertThat(Await.all(store.states().scan("s", ""))).containsExactly(replaced);
        assertThat(data.requests.summary()).containsExactly("GetObject 2", "ListObjectsV2 1");

        data.requests.reset();
        assertThat(Await.value(store.states().remove(entry))).isFalse();
        assertThat(Await.value(store.states().remove(replaced))).isTrue();
        assertThat(data.requests.summary()).containsExactly("DeleteObject 2", "GetObject 2");
    }
}
