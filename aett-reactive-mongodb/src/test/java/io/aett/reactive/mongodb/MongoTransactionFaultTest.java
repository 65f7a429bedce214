package io.aett.reactive.mongodb;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.reactivestreams.client.MongoClient;
import com.mongodb.reactivestreams.client.MongoClients;
import com.mongodb.reactivestreams.client.MongoCollection;
import io.aett.reactive.StateEntry;
import io.aett.reactive.StateOutcomeUnknownException;
import io.aett.reactive.StorageUnavailableException;
import io.aett.reactive.testkit.always.AlwaysOn;
import io.aett.reactive.testkit.proxy.Direction;
import io.aett.reactive.testkit.proxy.FaultProxy;
import io.aett.reactive.testkit.support.Await;
import io.aett.reactive.testkit.support.Recorder;
import io.aett.reactive.testservers.MongoServer;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.util.retry.Retry;

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
    void a_first_command_that_comes_behind_the_abort_of_a_cancelled_transaction_holds_nothing() {
        Sinks.Empty<Void> end = Sinks.empty();
        Mono<Void> cancelled = inserted(Mono.never()).takeUntilOther(end.asMono());
        assertNothingIsHeld(cancelled, end);
    }

    @Test
    void a_first_command_that_the_work_does_not_wait_for_holds_nothing() {
        Sinks.Empty<Void> end = Sinks.empty();
        Mono<Void> givenUp = inserted(end.asMono().then(Mono.error(new IllegalStateException("mine"))))
                .onErrorComplete(IllegalStateException.class);
        assertNothingIsHeld(givenUp, end);
    }

    private Mono<Void> inserted(Mono<Void> end) {
        return own.store
                .transactions()
                .within((session, within) -> own.insert(session, "1").or(end));
    }

    private void assertNothingIsHeld(Mono<Void> transaction, Sinks.Empty<Void> end) {
        Queue<String> answers = new ConcurrentLinkedQueue<>();
        own.whenAnswered = answers::add;
        own.whenRefused = answers::add;
        proxy.stallNextRequest("insert");

        Recorder<Void> ended = Recorder.of(transaction);
        Await.until(() -> "the insert", () -> !proxy.isArmed());
        end.tryEmitEmpty();
        Await.until(() -> "the abort; " + answers, () -> answers.contains("abortTransaction"));
        ended.awaitCompletion();
        long bytes = proxy.bytes(Direction.TO_CLIENT);
        proxy.heal();

        Await.until(() -> "the answer to the insert", () -> proxy.bytes(Direction.TO_CLIENT) > bytes);
        Await.done(insertedByAnother()
                .retryWhen(Retry.fixedDelay(50, Duration.ofMillis(100))
                        .filter(error -> error instanceof StorageUnavailableException)));
        assertThat(own.orders()).containsExactly("1");
    }

    /** By another process: a session that is used again would end by itself what it has begun. */
    private Mono<Void> insertedByAnother() {
        MongoCollection<BsonDocument> orders =
                server.getDatabase(own.fixture.database).getCollection("orders", BsonDocument.class);
        return MongoEventStore.create(
                        server,
                        MongoOptions.builder().database(own.fixture.database).build())
                .transactions()
                .within((session, within) -> Mono.from(
                                orders.insertOne(session, new BsonDocument("_id", new BsonString("1"))))
                        .then());
    }

    @Test
    void without_a_server_no_transaction_comes_about() {
        proxy.refuse();
        proxy.cut();

        Await.error(StorageUnavailableException.class, placed());
    }
}
