package io.aett.reactive.mongodb;

import static io.aett.reactive.mongodb.Commits.PAGE;
import static io.aett.reactive.mongodb.Commits.commit;
import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.ServerApi;
import com.mongodb.ServerApiVersion;
import com.mongodb.reactivestreams.client.MongoClient;
import io.aett.reactive.StateEntry;
import io.aett.reactive.spi.AppendResult;
import io.aett.reactive.spi.EncodedSnapshot;
import io.aett.reactive.spi.PageRequest;
import io.aett.reactive.spi.StreamKey;
import io.aett.reactive.testkit.always.AlwaysOn;
import io.aett.reactive.testkit.support.Await;
import io.aett.reactive.testkit.support.Recorder;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.publisher.Mono;

/** A client that may use MongoDB's stable API only. */
@ExtendWith(AlwaysOn.class)
class MongoStableApiTest {

    private static final StreamKey S = new StreamKey("tenant", "s");

    private final MongoFixture fixture = MongoFixture.replicaSet();

    @AfterEach
    void giveBack() {
        Await.done(fixture.dispose());
    }

    @Test
    void every_command_is_one_of_the_strict_stable_api() {
        MongoClient strict = fixture.client(fixture.settings()
                .serverApi(ServerApi.builder()
                        .version(ServerApiVersion.V1)
                        .strict(true)
                        .deprecationErrors(true)
                        .build()));
        Backend backend = Backend.of(fixture, strict);

        Await.done(backend.management.initialize());
        Recorder<?> wakeUps = Recorder.of(backend.wakeUps.listen());
        Await.until(() -> "the change stream, " + fixture.commands, () -> fixture.commands.contains("getMore"));
        assertThat(Await.value(backend.log.append(List.of(commit("s", 1)))))
                .hasOnlyElementsOfType(AppendResult.Appended.class);
        assertThat(Await.value(backend.log.append(List.of(commit("s", 1), commit("u", 7)))))
                .containsExactly(new AppendResult.SequenceTaken(1, 1), new AppendResult.OutOfOrder(0, 0));
        Await.done(backend.sealed.reserve(List.of(commit("s", 2)), Duration.ofMillis(1)));
        Await.until(
                () -> "the abandoned position to be sealed",
                () -> Await.value(backend.log.readAll(new PageRequest(3, 100, 4 << 20)))
                                .settled()
                        == 4);
        assertThat(Await.value(backend.log.readStream(S, 1, Long.MAX_VALUE, PAGE))
                        .commits())
                .hasSize(1);
        assertThat(Await.value(backend.log.readTenant("tenant", Commits.STAMP, PAGE))
                        .commits())
                .hasSize(1);
        assertThat(Await.value(backend.log.head(S)).sequence()).isEqualTo(1);
        assertThat(Await.valueOrNull(backend.log.find(S, UUID.randomUUID()))).isNull();
        Await.done(backend.snapshots.put(new EncodedSnapshot(S, 1, 1, new byte[] {1})));
        assertThat(Await.value(backend.snapshots.newestRevision(S))).isEqualTo(1);
        StateEntry state = Await.value(backend.states.create("s", "k", new byte[1], "1"));
        StateEntry replaced = Await.value(backend.states.replace(state, new byte[2], "2"));
        assertThat(Await.value(backend.states.scan("s", "", true, 10)).entries())
                .containsExactly(replaced);
        assertThat(Await.value(backend.states.remove(replaced))).isTrue();
        MongoEventStore store = MongoEventStore.create(
                strict, MongoOptions.builder().database(fixture.database).build());
        Await.value(store.transactions().within((session, states) -> states.create("s", "k", new byte[1])));
        Await.error(
                IllegalStateException.class,
                store.transactions()
                        .within((session, states) ->
                                states.create("s", "l", new byte[1]).then(Mono.error(new IllegalStateException()))));
        Await.done(backend.management.purge("tenant"));
        wakeUps.cancel();
        Await.done(backend.management.drop());
    }
}
