package io.aett.reactive.postgres;

import static io.aett.reactive.testkit.events.TestEvents.noted;
import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.Commit;
import io.aett.reactive.StateEntry;
import io.aett.reactive.StorageUnavailableException;
import io.aett.reactive.testkit.events.TestEvents;
import io.aett.reactive.testkit.support.Await;
import io.aett.reactive.testkit.support.Recorder;
import io.aett.reactive.testkit.support.Stubborn;
import io.aett.reactive.testservers.PostgresServer;
import io.r2dbc.postgresql.PostgresqlConnectionFactory;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.ConnectionFactoryMetadata;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;

/** A server that follows another one: its clients see neither locks of the primary nor the order of numbers. */
class StandbyTest {

    /** Connects to where it is told. */
    private static final class Switched implements ConnectionFactory {

        private volatile PostgresqlConnectionFactory now;

        void to(PostgresServer server) {
            now = new PostgresqlConnectionFactory(
                    new Database(server).configuration().forceBinary(true).build());
        }

        @Override
        public Publisher<? extends Connection> create() {
            return now.create();
        }

        @Override
        public ConnectionFactoryMetadata getMetadata() {
            return now.getMetadata();
        }
    }

    @TempDir
    Path folder;

    private final Switched switched = new Switched();

    private PostgresEventStore open() {
        PostgresOptions options =
                PostgresOptions.builder().topicMap(TestEvents.topics()).build();
        return PostgresEventStore.create((ConnectionFactory) switched, options);
    }

    private PostgresServer start() {
        PostgresServer server = PostgresServer.options().directory(folder).start();
        switched.to(server);
        return server;
    }

    @Test
    @SuppressWarnings("try")
    void a_standby_says_what_it_is_instead_of_losing_commits_and_all_goes_on_when_it_is_promoted() throws IOException {
        PostgresEventStore store = open();
        Commit stored;
        StateEntry state;
        try (PostgresServer primary = start()) {
            Database.prepared(primary);
            Await.done(store.management().initialize());
            stored = Await.value(store.commits().commit(numbered(1)));
            assertThat(Await.all(store.management().getFrom(0))).containsExactly(stored);
            state = Await.value(store.states().create("space", "key", new byte[1]));
        }
        Files.createFile(folder.resolve("data").resolve("standby.signal"));
        try (PostgresServer standby = start()) {
            assertThat(Await.all(store.commits().get("tenant", "stream"))).containsExactly(stored);
            refused(store.management().getFrom(0));
            PostgresEventStore fresh = open();
            refused(fresh.management().getFrom(0));
            Recorder<Commit> follower = Recorder.of(fresh.management().follow(0));
            refused(Flux.from(fresh.management().initialize()));
            Await.error(StorageUnavailableException.class, store.commits().commit(numbered(2)));
            assertThat(Await.all(store.states().scan("space", ""))).containsExactly(state);
            Await.error(StorageUnavailableException.class, store.states().replace(state, new byte[2]));
            Await.error(StorageUnavailableException.class, store.states().remove(state));
            standby.execute("SELECT pg_promote()");
            follower.await(1);
            assertThat(follower.values()).containsExactly(stored);
            Commit next = Stubborn.commit(store, numbered(2));
            follower.await(2);
            assertThat(follower.values()).containsExactly(stored, next);
            assertThat(Await.all(store.management().getFrom(0))).containsExactly(stored, next);
            follower.cancel();
            Await.done(fresh.close());
        }
        Await.done(store.close());
    }

    private static Commit numbered(long sequence) {
        return Commit.builder()
                .tenantId("tenant")
                .streamId("stream")
                .commitSequence(sequence)
                .streamRevision(sequence)
                .event(noted("n"))
                .build();
    }

    private static void refused(Flux<?> what) {
        assertThat(Await.error(StorageUnavailableException.class, what)).hasMessageContaining("standby");
    }
}
