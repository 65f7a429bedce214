package io.aett.reactive.dynamodb;

import static io.aett.reactive.testkit.events.TestEvents.noted;
import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.Commit;
import io.aett.reactive.EventStore;
import io.aett.reactive.StorageUnavailableException;
import io.aett.reactive.testkit.FixtureOptions;
import io.aett.reactive.testkit.proxy.Direction;
import io.aett.reactive.testkit.proxy.FaultProxy;
import io.aett.reactive.testkit.support.Await;
import io.aett.reactive.testkit.support.Recorder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;

/** Connections that lose requests and answers, end in the middle, or are slow. */
class DynamoConnectionTest extends DynamoSuite {

    private final FaultProxy proxy =
            FaultProxy.to(DynamoFixture.server().host(), DynamoFixture.server().port());

    private EventStore through() {
        return through(Duration.ofSeconds(30), FixtureOptions.defaults());
    }

    private EventStore through(Duration readTimeout, FixtureOptions options) {
        store();
        return data().openThrough(
                        options, DynamoFixture.server().endpointThrough(proxy.host(), proxy.port()), readTimeout);
    }

    @AfterEach
    void closeProxy() {
        proxy.close();
    }

    /** W5: what is sent again meets what was stored, and knows that it was its own. */
    @Test
    void an_answer_that_is_lost_after_the_write_is_no_conflict_with_ones_own_write() {
        EventStore store = through();
        Commit before = commit(store, first(noted("a")));
        data().resetRequests();
        proxy.loseNextAnswer("PutItem");

        Commit stored = commit(store, after(before, noted("b")));

        assertThat(proxy.isArmed()).isFalse();
        assertThat(read()).containsExactly(before, stored);
        assertThat(readAll()).containsExactly(before, stored);
        assertThat(data().requests.count(PutItemRequest.class::isInstance)).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PutItem", "UpdateItem", "GetItem"})
    void a_request_that_is_lost_is_sent_again(String operation) {
        EventStore store = through();
        Commit before = commit(store, first(noted("a")));
        proxy.loseNextRequest(operation);

        Commit stored = commit(store, after(before, noted("b")));

        assertThat(proxy.isArmed()).isFalse();
        assertThat(read()).containsExactly(before, stored);
        assertThat(readAll()).containsExactly(before, stored);
    }

    /** The counter moved, and nobody knows the position: it is closed by the next reader. */
    @Test
    void an_answer_of_the_counter_that_is_lost_costs_a_position_and_nothing_else() {
        EventStore store = through();
        Commit before = commit(store, first(noted("a")));
        proxy.loseNextAnswer("UpdateItem");

        Commit stored = commit(store, after(before, noted("b")));

        assertThat(stored.checkpointToken()).isEqualTo(before.checkpointToken() + 2);
        assertThat(readAll()).containsExactly(before, stored);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 100, 300, 1_000})
    void connections_that_end_within_an_answer_are_no_end_of_a_read(long bytes) {
        List<Commit> stored = fill(TENANT, STREAM, 30);
        EventStore store =
                through(Duration.ofSeconds(30), FixtureOptions.defaults().withPageSize(10));
        proxy.cutAfter(Direction.TO_CLIENT, bytes);

        assertThat(read(store, TENANT, STREAM)).isEqualTo(stored);
        assertThat(all(store)).isEqualTo(stored);
    }

    @Test
    void commits_through_connections_that_are_cut_again_and_again_are_stored_once() {
        EventStore store = through();
        List<Commit> stored = new ArrayList<>();
        stored.add(commit(store, first(noted("0"))));
        for (int i = 1; i < 60; i++) {
            proxy.cutAfter(i % 2 == 0 ? Direction.TO_CLIENT : Direction.TO_SERVER, 23L * i);
            stored.add(commit(store, after(stored.get(i - 1), noted("n" + i))));
        }
        proxy.heal();

        assertThat(read()).isEqualTo(stored);
        assertThat(readAll()).isEqualTo(stored);
    }

    @Test
    void a_slow_connection_is_only_slow() {
        EventStore store = through();
        proxy.delay(Duration.ofMillis(30));
        Recorder<Commit> follower = Recorder.of(store.management().follow(0));

        List<Commit> stored = together(store, TENANT, 40);

        assertThat(follower.await(40)).isEqualTo(stored);
        assertThat(all(store)).isEqualTo(stored);
        follower.dispose();
    }

    @Test
    void a_server_that_does_not_answer_is_unavailable_to_readers_within_their_time() {
        List<Commit> stored = fill(TENANT, STREAM, 3);
        EventStore store =
                through(Duration.ofSeconds(30), FixtureOptions.defaults().withTimeouts(Duration.ofSeconds(1)));
        proxy.pause();

        Await.error(StorageUnavailableException.class, store.commits().get(TENANT, STREAM));

        proxy.resume();
        Await.until(() -> "the store to be back", () -> readable(store).equals(stored));
    }

    private static List<Commit> readable(EventStore store) {
        return Await.all(store.commits().get(TENANT, STREAM).onErrorComplete());
    }
}
