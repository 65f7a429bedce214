package io.aett.reactive.postgres;

import static io.aett.reactive.testkit.events.TestEvents.noted;
import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.Commit;
import io.aett.reactive.testkit.FixtureOptions;
import io.aett.reactive.testkit.suite.ContractSuite;
import io.aett.reactive.testkit.support.Await;
import io.aett.reactive.testkit.support.Recorder;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Wake-ups between processes. Nobody looks by himself here but once in an hour, so what is heard was announced. */
class NotificationTest extends ContractSuite<PostgresFixture> {

    @Override
    protected PostgresFixture fixture() {
        return new PostgresFixture();
    }

    private PostgresEventStore listening(Duration shortest) {
        store();
        return data().opened(data().create(data().options(FixtureOptions.defaults())
                .minPollInterval(shortest)
                .maxPollInterval(Duration.ofHours(1))
                .build()));
    }

    private List<Integer> listeners() {
        return data().database
                .query(
                        "SELECT pid FROM pg_stat_activity WHERE query LIKE 'LISTEN%%aett_%s%%'"
                                .formatted(data().schema),
                        row -> row.get(0, Integer.class));
    }

    private void awaitListener() {
        Await.until(() -> "one who listens", () -> listeners().size() == 1);
    }

    @Test
    void a_commit_of_another_process_wakes_a_follower() {
        PostgresEventStore listening = listening(Duration.ofHours(1));
        Recorder<Commit> follower = Recorder.of(listening.management().follow(0));
        awaitListener();

        for (int i = 1; i <= 5; i++) {
            commit(firstOf(TENANT, "s" + i, noted("n" + i)));
            follower.await(i);
        }
        follower.dispose();
    }

    @Test
    void a_listener_that_was_cut_off_listens_again_and_looks_for_what_it_missed() {
        PostgresEventStore listening = listening(Duration.ofMillis(20));
        Recorder<Commit> follower = Recorder.of(listening.management().follow(0));
        awaitListener();
        int cut = listeners().get(0);
        data().database.admin("SELECT pg_terminate_backend(" + cut + ")");
        commit(firstOf(TENANT, "missed", noted("a")));
        Await.until(() -> "another listener", () -> listeners().stream().anyMatch(pid -> pid != cut));
        follower.await(1);

        commit(firstOf(TENANT, "heard", noted("b")));

        assertThat(follower.await(2)).extracting(Commit::streamId).containsExactly("missed", "heard");
        assertThat(follower.failure()).isNull();
        follower.dispose();
    }

    @Test
    void one_connection_listens_for_all_followers_and_none_when_they_have_gone() {
        PostgresEventStore listening = listening(Duration.ofMillis(20));
        List<Recorder<Commit>> followers = List.of(
                Recorder.of(listening.management().follow(0)),
                Recorder.of(listening.management().follow(0)),
                Recorder.of(listening.management().follow(7)));
        awaitListener();
        commit(firstOf(TENANT, "s", noted("n")));
        followers.get(0).await(1);
        followers.get(1).await(1);
        assertThat(listeners()).hasSize(1);

        followers.forEach(Recorder::dispose);

        Await.until(() -> "nobody who listens", () -> listeners().isEmpty());
    }

    /** As behind PgBouncer: nobody listens, nobody announces, and news is found by looking. */
    @Test
    void without_sessions_of_its_own_a_store_looks_for_news() {
        store();
        PostgresEventStore writing = data().opened(data().create(data().options(FixtureOptions.defaults())
                .pgBouncer(true)
                .build()));
        PostgresEventStore reading = data().opened(data().create(data().options(FixtureOptions.defaults())
                .pgBouncer(true)
                .build()));
        Recorder<Commit> follower = Recorder.of(reading.management().follow(0));

        Commit one = commit(writing, first(noted("a")));
        Commit two = commit(writing, after(one, noted("b")));

        assertThat(follower.await(2)).containsExactly(one, two);
        assertThat(listeners()).isEmpty();
        follower.dispose();
    }
}
