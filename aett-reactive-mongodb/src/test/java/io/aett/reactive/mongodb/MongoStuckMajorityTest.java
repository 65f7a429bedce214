package io.aett.reactive.mongodb;

import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.CommitOutcomeUnknownException;
import io.aett.reactive.EventStore;
import io.aett.reactive.StorageUnavailableException;
import io.aett.reactive.spi.EncodedCommit;
import io.aett.reactive.spi.EncodedSnapshot;
import io.aett.reactive.testkit.FixtureOptions;
import io.aett.reactive.testkit.always.AlwaysOn;
import io.aett.reactive.testkit.support.Await;
import io.aett.reactive.testservers.MongoServer;
import java.time.Duration;
import java.util.List;
import org.bson.BsonArray;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonString;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A primary that lost its majority, and does not know it yet, acknowledges nothing. */
@ExtendWith(AlwaysOn.class)
class MongoStuckMajorityTest {

    private static final int LIKE_FOR_EVER = 86_400_000;

    @Test
    void what_nobody_waits_for_any_more_gives_the_callers_client_its_connections_back() {
        try (MongoServer server = MongoServer.startOwnReplicaSet()) {
            MongoFixture fixture = new MongoFixture(server.uri());
            Backend backend = Backend.initialized(fixture);
            EventStore store = fixture.open(FixtureOptions.defaults().withTimeouts(Duration.ofMillis(500)));
            Await.until(() -> "all connections back", () -> fixture.openResources() == 0);
            Backend hasty = Backend.hasty(fixture, Duration.ofMillis(500));
            EncodedCommit early = Commits.commit("tenant", 1);
            MongoSealedStorage.Reservation reservation =
                    Await.value(hasty.sealed.reserve(List.of(early), Duration.ZERO));
            loseMajority(backend);

            for (Mono<?> write : List.of(
                    hasty.sealed.place(reservation, List.of(early)),
                    hasty.sealed.reserve(List.of(early), Duration.ZERO),
                    hasty.snapshots.put(new EncodedSnapshot(early.stream(), 1, 1, new byte[1])),
                    hasty.management.purge("tenant"))) {
                assertThat(Await.error(RuntimeException.class, write)).isNotInstanceOf(IllegalStateException.class);
            }
            List<Throwable> failures = Await.all(Flux.range(0, 8)
                    .flatMap(i -> store.commits()
                            .commit(Commits.first("stream" + i))
                            .<Throwable>map(commit -> new AssertionError("stored: " + commit))
                            .onErrorResume(Mono::just)));

            assertThat(failures)
                    .hasSize(8)
                    .allSatisfy(failure -> assertThat(failure)
                            .isInstanceOfAny(CommitOutcomeUnknownException.class, StorageUnavailableException.class));
            Await.until(
                    Duration.ofSeconds(20),
                    () -> fixture.openResources() + " connections, " + fixture.commands,
                    () -> fixture.openResources() == 0);
        }
    }

    /** Two voting members that do not exist, and an election that is far off. */
    private static void loseMajority(Backend backend) {
        BsonDocument config = admin(backend, new BsonDocument("replSetGetConfig", new BsonInt32(1)))
                .getDocument("config");
        BsonArray members = config.getArray("members");
        for (int id = 1; id <= 2; id++) {
            members.add(new BsonDocument("_id", new BsonInt32(id)).append("host", new BsonString("127.0.0.1:" + id)));
        }
        config.put("version", new BsonInt64(config.getNumber("version").longValue() + 1));
        config.getDocument("settings").put("electionTimeoutMillis", new BsonInt32(LIKE_FOR_EVER));
        admin(backend, new BsonDocument("replSetReconfig", config).append("force", BsonBoolean.TRUE));
    }

    private static BsonDocument admin(Backend backend, BsonDocument command) {
        return Await.value(Mono.from(backend.client.getDatabase("admin").runCommand(command, BsonDocument.class)));
    }
}
