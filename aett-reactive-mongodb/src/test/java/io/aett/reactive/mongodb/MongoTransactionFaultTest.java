package io.aett.reactive.mongodb;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.reactivestreams.client.MongoClient;
import com.mongodb.reactivestreams.client.MongoClients;
import io.aett.reactive.StateEntry;
import io.aett.reactive.StateOutcomeUnknownException;
import io.aett.reactive.StorageUnavailableException;
import io.aett.reactive.testkit.always.AlwaysOn;
import io.aett.reactive.testkit.proxy.Direction;
import io.aett.reactive.testkit.proxy.FaultProxy;
import io.aett.reactive.testkit.support.Await;
import io.aett.reactive.testservers.MongoServer;
import java.time.Duration;
import org.bson.BsonDocument;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.publisher.Mono;

/** Connections that break under transactions. */
@ExtendWith(AlwaysOn.class)
class MongoTransactionFaultTest {

    private final FaultProxy proxy = FaultProxy.to(
            MongoServer.sharedReplicaSet().host(),
            MongoServer.sharedReplicaSet().port());
    private final TransactionFixture own = new TransactionFixture(
            new MongoFixture(MongoServer.sharedReplicaSet().uriThrough(proxy.host(), proxy.port())),
            Duration.ofSeconds(3));
    private final MongoClient server =
            MongoClients.create(MongoServer.sharedReplicaSet().uri());

    @AfterEach
    void giveBack() {
        own.whenAnswered = name -> {};
        proxy.heal();
        killSessions();
        own.close();
        server.close();
        proxy.close();
    }

    /** The server keeps the transaction of a client that it lost for a minute, with all that it has locked. */
    private void killSessions() {
        BsonDocument command = BsonDocument.parse("{killAllSessions: []}");
        Await.done(Mono.from(server.getDatabase("admin").runCommand(command)).onErrorComplete());
    }

    private Mono<StateEntry> placed() {
        return own.store.transactions().within((session, within) -> own.place(session, within, "1"));
    }

    @Test
    void a_commit_whose_answer_is_lost_is_asked_for_again() {
        proxy.loseNextAnswer("commitTransaction");

        StateEntry created = Await.value(placed());

        assertThat(proxy.isArmed()).isFalse();
        assertThat(own.sent("commitTransaction")).hasSizeGreaterThan(1);
        assertThat(own.state("1")).isEqualTo(created);
        assertThat(own.orders()).containsExactly("1");
    }

    @Test
    void a_commit_that_is_lost_on_the_way_is_sent_again() {
        proxy.loseNextRequest("commitTransaction");

        Await.done(placed());

        assertThat(proxy.isArmed()).isFalse();
        assertThat(own.orders()).containsExactly("1");
    }

    @Test
    void a_commit_that_is_never_answered_is_of_unknown_outcome() {
        own.whenAnswered = name -> {
            if (name.equals("update")) {
                proxy.swallow(Direction.TO_CLIENT);
            }
        };

        Await.error(StateOutcomeUnknownException.class, placed());

        own.whenAnswered = name -> {};
        proxy.heal();
        proxy.cut();
        Await.until(() -> "the commit, which had arrived", () -> stored());
    }

    private boolean stored() {
        return Boolean.TRUE.equals(
                Await.value(own.store.states().get("orders", "1").hasElement().onErrorReturn(false)));
    }

    @Test
    void a_commit_that_finds_no_server_any_more_is_of_unknown_outcome_and_not_tried_for_ever() {
        own.whenAnswered = name -> {
            if (name.equals("update")) {
                proxy.refuse();
                proxy.cut();
            }
        };

        Await.error(StateOutcomeUnknownException.class, placed());

        assertThat(own.sent("commitTransaction")).hasSizeLessThan(8);
        own.whenAnswered = name -> {};
        proxy.heal();
        Await.until(
                () -> "the server",
                () -> Await.value(
                        own.store.management().head().map(head -> true).onErrorReturn(false)));
        assertThat(own.state("1")).isNull();
        assertThat(own.orders()).isEmpty();
    }

    @Test
    void a_connection_that_breaks_within_the_work_undoes_it() {
        for (String command : new String[] {"insert", "update"}) {
            proxy.loseNextAnswer(command);

            Await.error(StorageUnavailableException.class, placed());

            assertThat(proxy.isArmed()).isFalse();
            assertThat(own.state("1")).isNull();
            assertThat(own.orders()).isEmpty();
        }
        Await.done(placed());
    }

    @Test
    void without_a_server_no_transaction_comes_about() {
        proxy.refuse();
        proxy.cut();

        Await.error(StorageUnavailableException.class, placed());
    }
}
