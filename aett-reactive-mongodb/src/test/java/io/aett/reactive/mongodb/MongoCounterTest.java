package io.aett.reactive.mongodb;

import static io.aett.reactive.mongodb.Commits.commit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.aett.reactive.StorageUnavailableException;
import io.aett.reactive.spi.AppendResult;
import io.aett.reactive.spi.PageRequest;
import io.aett.reactive.testkit.always.AlwaysOn;
import io.aett.reactive.testkit.proxy.FaultProxy;
import io.aett.reactive.testkit.support.Await;
import io.aett.reactive.testservers.MongoServer;
import java.util.List;
import org.bson.BsonDocument;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.publisher.Mono;

/** Positions when the server fails to hand them out, which it is told to. */
@ExtendWith(AlwaysOn.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MongoCounterTest {

    private static final String NOT_PRIMARY = "errorCode: 10107";
    private static final String NOT_REPLICATED = "writeConcernError: {code: 64, errmsg: 'slow'}";

    private MongoServer server;
    private MongoFixture fixture;
    private Backend backend;

    @BeforeAll
    void start() {
        server = MongoServer.options()
                .replicaSet(true)
                .arguments("--setParameter", "enableTestCommands=1")
                .start();
    }

    @AfterAll
    void stop() {
        server.close();
    }

    @BeforeEach
    void initialize() {
        fixture = new MongoFixture(server.uri());
        backend = Backend.initialized(fixture);
    }

    @AfterEach
    void giveBack() {
        Await.done(fixture.dispose());
    }

    /** Lets the next {@code times} commands for positions fail. */
    private void fail(int times, String how) {
        command("{configureFailPoint: 'failCommand', mode: {times: " + times
                + "}, data: {failCommands: ['findAndModify'], " + how + "}}");
    }

    private void command(String json) {
        Await.done(Mono.from(fixture.client().getDatabase("admin").runCommand(BsonDocument.parse(json))));
    }

    private AppendResult append(long sequence) {
        return Await.value(backend.log.append(List.of(commit("s1", sequence)))).get(0);
    }

    @Test
    void positions_are_no_retryable_write_since_those_cost_the_server_two_writes_more() {
        fixture.capturing = true;
        append(1);

        assertThat(fixture.captured)
                .filteredOn(command -> command.containsKey("findAndModify"))
                .hasSize(1)
                .allMatch(command -> !command.containsKey("txnNumber"));
    }

    @Test
    void a_server_that_fails_once_is_asked_once_more() {
        for (String how : List.of(NOT_PRIMARY, NOT_REPLICATED, "closeConnection: true")) {
            Backend another = Backend.of(fixture);
            fail(1, how);
            assertThat(Await.value(another.log.append(List.of(commit("after " + how, 1))))
                            .get(0))
                    .as(how)
                    .isInstanceOf(AppendResult.Appended.class);
        }
    }

    @Test
    void a_server_that_goes_on_failing_has_stored_nothing_and_hears_no_more_of_it() {
        append(1);
        for (String how : List.of(NOT_PRIMARY, NOT_REPLICATED, "closeConnection: true")) {
            fail(2, how);
            fixture.resetRequests();

            assertThat(catchThrowable(() -> append(2))).as(how).isInstanceOf(StorageUnavailableException.class);

            assertThat(fixture.commands).as(how).containsExactly("findAndModify", "findAndModify");
        }
        assertThat(append(2)).isInstanceOf(AppendResult.Appended.class);
    }

    @Test
    void what_the_server_refuses_is_not_asked_again() {
        append(1);
        fail(1, "errorCode: 13");
        fixture.resetRequests();

        assertThat(catchThrowable(() -> append(2))).hasMessageContaining("13");

        assertThat(fixture.commands).containsExactly("findAndModify");
    }

    @Test
    void positions_whose_answer_was_lost_are_left_and_sealed() {
        try (FaultProxy proxy = FaultProxy.to(server.host(), server.port())) {
            MongoFixture behind = new MongoFixture(server.uriThrough(proxy.host(), proxy.port()));
            Backend writer = Backend.initialized(behind);
            assertThat(Await.value(writer.log.append(List.of(commit("s1", 1))))).hasSize(1);

            proxy.loseNextAnswer("findAndModify");
            AppendResult.Appended second = (AppendResult.Appended)
                    Await.value(writer.log.append(List.of(commit("s1", 2)))).get(0);

            assertThat(second.checkpoint()).as("the first attempt's is 2").isEqualTo(3);
            Await.until(
                    () -> "the hole to be sealed",
                    () -> Await.value(writer.log.readAll(new PageRequest(1, 10, 1 << 20)))
                                    .settled()
                            == 3);
            proxy.heal();
            Await.done(behind.dispose());
        }
    }
}
