package io.aett.reactive.postgres;

import static io.aett.reactive.testkit.events.TestEvents.noted;
import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.Commit;
import io.aett.reactive.CommitOutcomeUnknownException;
import io.aett.reactive.DuplicateCommitException;
import io.aett.reactive.EventStore;
import io.aett.reactive.StorageUnavailableException;
import io.aett.reactive.testkit.FixtureOptions;
import io.aett.reactive.testkit.proxy.Direction;
import io.aett.reactive.testkit.proxy.FaultProxy;
import io.aett.reactive.testkit.suite.ContractSuite;
import io.aett.reactive.testkit.support.Await;
import io.aett.reactive.testkit.support.Recorder;
import io.aett.reactive.testkit.support.Stubborn;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Mono;

/** A network that fails between store and server. */
class FaultTest extends ContractSuite<FaultTest.Proxied> {

    /** Stores whose connections go through a proxy. */
    static final class Proxied extends PostgresFixture {

        final FaultProxy proxy = FaultProxy.to(
                Database.shared().server().host(), Database.shared().server().port());

        @Override
        PostgresEventStore create(PostgresOptions options) {
            return PostgresEventStore.create(database.address(proxy.host(), proxy.port()), options);
        }

        @Override
        public Mono<Void> dispose() {
            return super.dispose().then(Mono.fromRunnable(proxy::close));
        }
    }

    @Override
    protected Proxied fixture() {
        return new Proxied();
    }

    private FaultProxy proxy() {
        return data().proxy;
    }

    /** W5. */
    @Test
    void an_answer_that_is_lost_leaves_the_outcome_unknown_and_repeating_finds_the_commit() {
        commit(first(noted("a")));
        Commit commit = firstOf(TENANT, "lost-answer", noted("b"));
        proxy().loseNextAnswer("lost-answer");

        Await.error(CommitOutcomeUnknownException.class, store().commits().commit(commit));

        assertThat(Await.value(raw().commits(TENANT))).isEqualTo(2);
        DuplicateCommitException duplicate =
                Await.error(DuplicateCommitException.class, store().commits().commit(commit));
        assertThat(duplicate.storedCommit().commitId()).isEqualTo(commit.commitId());
        assertThat(read(store(), TENANT, "lost-answer")).containsExactly(duplicate.storedCommit());
    }

    /** W5. */
    @Test
    void a_request_that_is_lost_leaves_the_outcome_unknown_and_repeating_stores_the_commit() {
        commit(first(noted("a")));
        Commit commit = firstOf(TENANT, "lost-request", noted("b"));
        proxy().loseNextRequest("lost-request");

        Await.error(CommitOutcomeUnknownException.class, store().commits().commit(commit));

        assertThat(Await.value(raw().commits(TENANT))).isEqualTo(1);
        assertThat(commit(commit).commitSequence()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void connections_cut_anywhere_lose_no_commit_and_store_none_twice(Direction direction) {
        cutAnywhere(direction, 97);
    }

    @ParameterizedTest
    @EnumSource
    @Tag("long")
    void connections_cut_at_every_byte_lose_no_commit_and_store_none_twice(Direction direction) {
        cutAnywhere(direction, 1);
    }

    private void cutAnywhere(Direction direction, int step) {
        List<Commit> stored = new ArrayList<>();
        stored.add(commit(first(noted("0"))));
        for (int bytes = 0; bytes < 1500; bytes += step) {
            Commit next = after(stored.get(stored.size() - 1), noted("after " + bytes));
            proxy().cutAfter(direction, bytes);
            stored.add(Stubborn.commit(store(), next));
            proxy().heal();
        }
        assertThat(read()).isEqualTo(stored);
        assertThat(readAll()).isEqualTo(stored);
    }

    /** R5. */
    @Test
    void a_read_that_is_cut_ends_in_an_error_and_never_with_less() {
        scatter(300);
        EventStore reading = second();
        for (int bytes = 2000; bytes < 60_000; bytes += 9_700) {
            assertThat(Await.all(reading.management().getFrom(0))).hasSize(300);
            proxy().cutAfter(Direction.TO_CLIENT, bytes);
            Recorder<Commit> reader = Recorder.of(reading.management().getFrom(0));
            assertThat(reader.awaitError()).isInstanceOf(StorageUnavailableException.class);
            assertThat(reader.count()).isLessThan(300);
            proxy().heal();
        }
    }

    @Test
    void while_nobody_listens_on_the_port_nothing_is_written() {
        Commit one = commit(first(noted("a")));
        proxy().refuse();
        proxy().cut();
        EventStore fresh = second();
        Await.error(StorageUnavailableException.class, fresh.commits().commit(after(one, noted("b"))));
        Await.error(StorageUnavailableException.class, fresh.commits().get(TENANT, STREAM));

        proxy().heal();

        assertThat(commit(fresh, after(one, noted("b"))).commitSequence()).isEqualTo(2);
        assertThat(Stubborn.commit(store(), after(read().get(1), noted("c"))).commitSequence())
                .isEqualTo(3);
    }

    /** A server that does not answer: the outcome is unknown after the time-out, and the store works when it does again. */
    @Test
    void a_server_that_is_silent_is_waited_for_as_long_as_the_time_out_says() {
        EventStore impatient = second(FixtureOptions.defaults().withTimeouts(Duration.ofMillis(500)));
        Commit one = Stubborn.commit(impatient, first(noted("a")));
        proxy().pause();
        Commit two = after(one, noted("b"));
        Await.error(CommitOutcomeUnknownException.class, impatient.commits().commit(two));
        Await.error(StorageUnavailableException.class, impatient.commits().head(TENANT, STREAM));

        proxy().resume();

        Commit stored = Stubborn.commit(impatient, two);
        assertThat(read()).containsExactly(one, stored);
    }
}
