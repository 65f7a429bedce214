package io.aett.reactive.s3;

import static io.aett.reactive.s3.S3RequestsTest.commitOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.Commit;
import io.aett.reactive.EventStore;
import io.aett.reactive.testkit.FixtureOptions;
import io.aett.reactive.testkit.always.AlwaysOn;
import io.aett.reactive.testkit.proxy.Direction;
import io.aett.reactive.testkit.proxy.FaultProxy;
import io.aett.reactive.testkit.support.Await;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections that end in the middle, at any byte. What was cut is sent again, and never taken for a whole answer. */
@ExtendWith(AlwaysOn.class)
class S3ConnectionTest {

    private final FaultProxy proxy =
            FaultProxy.to(TestClients.server().host(), TestClients.server().port());
    private final S3Fixture data = new S3Fixture();
    private final EventStore direct = data.open(FixtureOptions.defaults());
    private final EventStore store = data.through(TestClients.server().endpointThrough(proxy.host(), proxy.port()))
            .open(FixtureOptions.defaults().withPageSize(10));

    @BeforeEach
    void begin() {
        Await.done(direct.management().initialize());
    }

    @AfterEach
    void close() {
        proxy.heal();
        Await.done(data.dispose());
        proxy.close();
    }

    private static Commit commit(EventStore store, long sequence) {
        return Await.value(store.commits().commit(commitOf("s", sequence)));
    }

    private static List<Commit> read(EventStore store) {
        return Await.all(store.commits().get("t", "s"));
    }

    private static List<Commit> all(EventStore store) {
        return Await.all(store.management().getFrom(0));
    }

    @Test
    void commits_through_connections_that_are_cut_again_and_again_are_stored_once() {
        List<Commit> stored = new ArrayList<>(List.of(commit(store, 1)));
        for (int i = 2; i <= 60; i++) {
            proxy.cutAfter(i % 2 == 0 ? Direction.TO_CLIENT : Direction.TO_SERVER, 23L * i);
            stored.add(commit(store, i));
        }
        proxy.heal();

        assertThat(read(direct)).isEqualTo(stored);
        assertThat(all(direct)).isEqualTo(stored);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 20, 50, 100, 150, 200, 250, 300, 350, 400, 500, 1_000})
    void connections_that_end_within_an_answer_are_no_end_of_a_read(long bytes) {
        List<Commit> stored = new ArrayList<>();
        for (int i = 1; i <= 12; i++) {
            stored.add(commit(direct, i));
        }
        proxy.cutAfter(Direction.TO_CLIENT, bytes);
        assertThat(read(store)).isEqualTo(stored);

        proxy.cutAfter(Direction.TO_CLIENT, bytes);
        assertThat(all(store)).isEqualTo(stored);

        proxy.cutAfter(Direction.TO_CLIENT, bytes);
        assertThat(Await.value(store.commits().head("t", "s")).headSequence()).isEqualTo(12);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 50, 150, 250, 350, 1_000, 3_000})
    void a_purge_whose_answers_are_cut_removes_all(long bytes) {
        for (int i = 1; i <= 5; i++) {
            commit(direct, i);
        }
        proxy.cutAfter(Direction.TO_CLIENT, bytes);
        Await.done(store.management().purge("t"));
        proxy.heal();

        assertThat(Await.value(data.commits("t"))).isZero();
        assertThat(read(direct)).isEmpty();
        assertThat(commit(direct, 1).commitSequence()).isEqualTo(1);
    }
}
