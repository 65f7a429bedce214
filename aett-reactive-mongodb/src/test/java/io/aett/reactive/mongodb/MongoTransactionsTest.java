package io.aett.reactive.mongodb;

import static io.aett.reactive.mongodb.TransactionFixture.ONE;
import static io.aett.reactive.mongodb.TransactionFixture.TWO;
import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.MongoWriteException;
import com.mongodb.reactivestreams.client.ClientSession;
import io.aett.reactive.StateEntry;
import io.aett.reactive.StateStore;
import io.aett.reactive.StorageException;
import io.aett.reactive.StorageUnavailableException;
import io.aett.reactive.Transactions;
import io.aett.reactive.testkit.always.AlwaysOn;
import io.aett.reactive.testkit.support.Await;
import io.aett.reactive.testkit.support.Recorder;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;
import reactor.util.retry.Retry;

/** A program's own writes and its states in one transaction. */
@ExtendWith(AlwaysOn.class)
class MongoTransactionsTest {

    private final TransactionFixture own = new TransactionFixture();
    private final Transactions<ClientSession> transactions = own.store.transactions();
    private final StateStore states = own.store.states();

    @AfterEach
    void giveBack() {
        own.close();
    }

    private void assertNothingIsThere() {
        assertThat(own.orders()).isEmpty();
        assertThat(own.state("1")).isNull();
        assertThat(Await.value(states.create("orders", "1", TWO)).value()).isEqualTo(TWO);
    }

    @Test
    void all_of_a_transaction_is_there_when_it_completes() {
        StateEntry created = Await.value(transactions.within((session, within) -> own.place(session, within, "1")
                .flatMap(entry -> within.replace(entry, TWO))
                .flatMap(entry -> within.get("orders", "1")
                        .doOnNext(read -> assertThat(read).isEqualTo(entry)))));

        assertThat(own.orders()).containsExactly("1");
        assertThat(own.state("1")).isEqualTo(created);
        assertThat(created.value()).isEqualTo(TWO);
    }

    @Test
    void work_may_complete_without_a_value_or_do_nothing() {
        Void empty = Await.valueOrNull(transactions.within((session, within) -> own.insert(session, "1")));
        String nothing = Await.value(transactions.within((session, within) -> Mono.just("nothing")));

        assertThat(empty).isNull();
        assertThat(nothing).isEqualTo("nothing");
        assertThat(own.orders()).containsExactly("1");
    }

    @Test
    void the_works_error_is_passed_on_as_it_is_and_nothing_is_there() {
        IllegalStateException mine = new IllegalStateException("mine");

        assertThat(Await.error(
                        IllegalStateException.class,
                        transactions.within((session, within) ->
                                own.place(session, within, "1").then(Mono.error(mine)))))
                .isSameAs(mine);
        assertThat(Await.error(IllegalStateException.class, transactions.within((session, within) -> {
                    throw mine;
                })))
                .isSameAs(mine);
        Await.error(NullPointerException.class, transactions.within((session, within) -> nothing()));

        assertNothingIsThere();
    }

    @SuppressWarnings("NullAway") // What a program without the checker may do.
    private static Mono<String> nothing() {
        return null;
    }

    @Test
    void a_refusal_of_the_programs_own_is_its_own() {
        Await.done(transactions.within((session, within) -> own.insert(session, "1")));

        Await.error(
                MongoWriteException.class, transactions.within((session, within) -> own.place(session, within, "1")));

        assertThat(own.state("1")).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"hello", "insert", "find", "update"})
    void cancelled_at_any_command_nothing_is_there(String command) {
        for (boolean answered : List.of(false, true)) {
            Transactions<ClientSession> fresh = MongoEventStore.create(
                            own.client,
                            MongoOptions.builder()
                                    .database(own.fixture.database)
                                    .build())
                    .transactions();
            Sinks.Empty<Void> cancel = Sinks.empty();
            Consumer<String> trigger = name -> {
                if (name.equals(command)) {
                    cancel.tryEmitEmpty();
                }
            };
            own.whenSent = answered ? name -> {} : trigger;
            own.whenAnswered = answered ? trigger : name -> {};

            Recorder<StateEntry> running = Recorder.of(fresh.within((session, within) ->
                            own.place(session, within, "1").flatMap(entry -> Mono.<StateEntry>never()))
                    .takeUntilOther(cancel.asMono()));

            assertThat(running.awaitCompletion()).isEmpty();
            own.whenSent = name -> {};
            own.whenAnswered = name -> {};
            assertThat(own.orders()).isEmpty();
            StateEntry free = Await.value(states.create("orders", "1", TWO));
            assertThat(Await.value(states.remove(free))).isTrue();
        }
    }

    @Test
    void cancelled_while_it_is_committed_it_is_there_whole() {
        Sinks.Empty<Void> cancel = Sinks.empty();
        own.whenSent = name -> {
            if (name.equals("commitTransaction")) {
                cancel.tryEmitEmpty();
            }
        };

        Recorder<StateEntry> running = Recorder.of(transactions
                .within((session, within) -> own.place(session, within, "1"))
                .takeUntilOther(cancel.asMono()));

        running.awaitCompletion();
        Await.until(() -> "the commit", () -> own.state("1") != null);
        assertThat(own.orders()).containsExactly("1");
    }

    @Test
    void of_two_that_change_a_state_one_is_undone() {
        StateEntry before = Await.value(states.create("orders", "1", ONE));

        StateEntry won = Await.value(transactions.within((session, within) -> within.get("orders", "1")
                .flatMap(entry -> within.replace(entry, TWO))
                .delayUntil(entry -> Mono.fromRunnable(() -> Await.error(
                                StorageUnavailableException.class,
                                transactions.within((other, lost) -> own.insert(other, "lost")
                                        .then(lost.get("orders", "1"))
                                        .flatMap(seen -> lost.replace(seen, new byte[] {3})))))
                        .subscribeOn(Schedulers.boundedElastic()))));

        assertThat(own.state("1")).isEqualTo(won);
        assertThat(Await.valueOrNull(states.replace(before, ONE))).isNull();
        assertThat(own.orders()).isEmpty();
    }

    @Test
    void a_transaction_that_began_before_a_change_does_not_write_over_it() {
        StateEntry before = Await.value(states.create("orders", "1", ONE));

        Await.error(
                StorageUnavailableException.class,
                transactions.within((session, within) -> within.get("orders", "1")
                        .delayUntil(seen -> states.replace(before, TWO))
                        .flatMap(seen -> within.replace(seen, new byte[] {3}))));
        Await.error(
                StorageUnavailableException.class,
                transactions.within((session, within) -> within.get("orders", "2")
                        .then(states.create("orders", "2", ONE))
                        .then(within.create("orders", "2", TWO))));

        assertThat(own.state("1")).extracting(StateEntry::value).isEqualTo(TWO);
        assertThat(own.state("2")).extracting(StateEntry::value).isEqualTo(ONE);
    }

    @Test
    void no_update_is_lost_among_many_that_repeat() {
        Await.done(states.create("orders", "1", new byte[] {0}));
        Mono<StateEntry> increment = transactions
                .within((session, within) -> within.get("orders", "1")
                        .flatMap(entry -> within.replace(entry, new byte[] {(byte) (entry.value()[0] + 1)})))
                .retryWhen(Retry.indefinitely().filter(error -> error instanceof StorageUnavailableException));

        Await.done(Flux.range(0, 40).flatMap(i -> increment, 4).then());

        assertThat(own.state("1")).extracting(StateEntry::value).isEqualTo(new byte[] {40});
    }

    @Test
    void what_is_refused_by_its_own_condition_undoes_nothing() {
        StateEntry former = Await.value(states.create("orders", "1", ONE));
        StateEntry current = Await.value(states.replace(former, TWO));

        List<Object> refusals = Await.value(transactions.within((session, within) -> Flux.concat(
                        within.create("orders", "1", ONE).hasElement(),
                        within.replace(former, ONE).hasElement(),
                        within.remove(former))
                .collectList()
                .flatMap(refused -> own.insert(session, "1").thenReturn(List.<Object>copyOf(refused)))));

        assertThat(refusals).containsExactly(false, false, false);
        assertThat(own.orders()).containsExactly("1");
        assertThat(own.state("1")).isEqualTo(current);
    }

    @Test
    void a_write_of_the_programs_own_that_meets_another_undoes_all() {
        Await.done(transactions.within((session, within) -> own.insert(session, "1")));

        Long touched = Await.value(transactions.within((session, within) -> own.touch(session, "1")
                .delayUntil(done -> Mono.fromRunnable(() -> Await.error(
                                StorageUnavailableException.class,
                                transactions.within((other, lost) ->
                                        lost.create("orders", "1", ONE).then(own.touch(other, "1")))))
                        .subscribeOn(Schedulers.boundedElastic()))));

        assertThat(touched).isEqualTo(1);
        assertThat(own.state("1")).isNull();
    }

    @Test
    void states_within_a_transaction_see_a_snapshot_and_their_own_changes() {
        Await.done(states.create("orders", "1", ONE));

        List<String> seen = Await.value(transactions.within((session, within) -> within.get("orders", "1")
                .then(states.create("orders", "2", ONE))
                .then(within.create("orders", "3", ONE))
                .then(within.scan("orders", "").map(StateEntry::key).collectList())));

        assertThat(seen).containsExactly("1", "3");
    }

    @Test
    void the_states_of_a_transaction_end_with_it() {
        AtomicReference<StateStore> kept = new AtomicReference<>(states);
        Await.done(transactions.within((session, within) -> {
            kept.set(within);
            return own.place(session, within, "1");
        }));

        Await.error(StorageException.class, kept.get().get("orders", "1"));
        Await.error(StorageException.class, kept.get().create("orders", "2", ONE));
        assertThat(own.state("2")).isNull();
    }

    @Test
    void sessions_are_given_back_however_a_transaction_ends() {
        for (int i = 0; i < 10; i++) {
            String order = "1" + i;
            Await.done(transactions.within((session, within) -> own.place(session, within, order)));
            Await.error(
                    StorageException.class,
                    transactions.within((session, within) ->
                            own.place(session, within, "no").then(Mono.error(new StorageException("mine")))));
            Sinks.Empty<Void> cancel = Sinks.empty();
            Recorder.of(transactions
                            .within((session, within) -> own.place(session, within, "no")
                                    .doOnSuccess(done -> cancel.tryEmitEmpty())
                                    .then(Mono.never()))
                            .takeUntilOther(cancel.asMono()))
                    .awaitCompletion();
            int aborted = 2 * (i + 1);
            Await.until(
                    () -> "the abort, " + own.sent("abortTransaction"),
                    () -> own.sent("abortTransaction").size() == aborted && own.fixture.openResources() == 0);
        }

        Set<BsonValue> used = new HashSet<>();
        own.sent.forEach(command -> used.add(command.get("lsid", new BsonString("none"))));
        assertThat(used).hasSizeLessThan(10);
        assertThat(own.orders()).hasSize(10);
    }

    @Test
    void a_transaction_reads_a_snapshot_and_is_committed_by_a_majority() {
        Await.done(transactions.within((session, within) -> own.place(session, within, "1")));

        List<BsonDocument> first = own.sent.stream()
                .filter(command -> command.containsKey("startTransaction"))
                .toList();
        assertThat(first)
                .singleElement()
                .satisfies(command -> assertThat(command.getDocument("readConcern"))
                        .containsEntry("level", new BsonString("snapshot")));
        assertThat(own.sent("commitTransaction"))
                .singleElement()
                .satisfies(command ->
                        assertThat(command.getDocument("writeConcern")).containsEntry("w", new BsonString("majority")));
    }

    @Test
    void a_store_that_was_not_initialized_or_was_closed_says_so() {
        Await.done(own.store.management().drop());
        assertThat(Await.error(
                        StorageException.class,
                        transactions.within((session, within) -> within.create("orders", "1", ONE))))
                .hasMessageContaining("initialize()");
        Await.done(own.store.close());
        assertThat(Await.error(
                        StorageException.class, transactions.within((session, within) -> own.insert(session, "1"))))
                .hasMessageContaining("closed");
        assertThat(own.orders()).isEmpty();
    }

    @Test
    void a_server_alone_has_no_transactions_and_the_error_says_what_to_do() {
        MongoFixture alone = MongoFixture.standalone();
        MongoEventStore store = MongoEventStore.create(
                alone.client(), MongoOptions.builder().database(alone.database).build());

        assertThat(Await.error(
                        StorageException.class,
                        store.transactions().within((session, within) -> within.get("orders", "1"))))
                .hasMessageContaining("replica set")
                .hasMessageContaining("rs.initiate()");
        Await.done(alone.dispose());
    }
}
