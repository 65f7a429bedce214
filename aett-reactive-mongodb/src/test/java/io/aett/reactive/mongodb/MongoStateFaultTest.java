package io.aett.reactive.mongodb;

import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.EventStore;
import io.aett.reactive.StateEntry;
import io.aett.reactive.StateOutcomeUnknownException;
import io.aett.reactive.StateStore;
import io.aett.reactive.testkit.always.AlwaysOn;
import io.aett.reactive.testkit.proxy.FaultProxy;
import io.aett.reactive.testkit.support.Await;
import io.aett.reactive.testservers.MongoServer;
import java.util.List;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Mono;

/** Answers that are lost, on each kind of server, with a driver that repeats writes and one that does not. */
@ExtendWith(AlwaysOn.class)
class MongoStateFaultTest {

    private static final byte[] ONE = {1};
    private static final byte[] TWO = {2};

    @ParameterizedTest
    @CsvSource({"true, true", "true, false", "false, true", "false, false"})
    void a_change_whose_answer_is_lost_is_never_taken_for_somebody_elses(boolean replicaSet, boolean retryWrites) {
        MongoServer server = replicaSet ? MongoServer.sharedReplicaSet() : MongoServer.shared();
        try (FaultProxy proxy = FaultProxy.to(server.host(), server.port())) {
            MongoFixture fixture = new MongoFixture(server.uriThrough(proxy.host(), proxy.port()));
            EventStore store = MongoEventStore.create(
                    fixture.client(fixture.settings().retryWrites(retryWrites)),
                    MongoOptions.builder().database(fixture.database).build());
            Await.done(store.management().initialize());
            StateStore states = store.states();

            StateEntry created = lost(proxy, "update", states.create("s", "k", ONE));
            StateEntry replaced = lost(proxy, "update", states.replace(created, TWO));
            List<Object> removed = lost(
                    proxy,
                    "delete",
                    states.remove(replaced)
                            .cast(Object.class)
                            .onErrorResume(StateOutcomeUnknownException.class, Mono::just)
                            .map(List::of));

            assertThat(created.value()).isEqualTo(ONE);
            assertThat(replaced.value()).isEqualTo(TWO);
            if (replicaSet && retryWrites) {
                assertThat(removed).containsExactly(true);
            } else {
                assertThat(removed).hasOnlyElementsOfType(StateOutcomeUnknownException.class);
            }
            assertThat(Await.valueOrNull(states.get("s", "k"))).isNull();
            Await.done(fixture.dispose());
        }
    }

    private static <T> T lost(FaultProxy proxy, String command, Mono<T> change) {
        proxy.loseNextAnswer(command);
        T result = Await.value(change);
        assertThat(proxy.isArmed()).isFalse();
        return result;
    }
}
