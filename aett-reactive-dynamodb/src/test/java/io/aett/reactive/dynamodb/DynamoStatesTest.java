package io.aett.reactive.dynamodb;

import static io.aett.reactive.testkit.events.TestEvents.noted;
import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.EventStore;
import io.aett.reactive.StateEntry;
import io.aett.reactive.StateOutcomeUnknownException;
import io.aett.reactive.StateStore;
import io.aett.reactive.StorageException;
import io.aett.reactive.StorageUnavailableException;
import io.aett.reactive.testkit.FixtureOptions;
import io.aett.reactive.testkit.proxy.FaultProxy;
import io.aett.reactive.testkit.support.Await;
import io.aett.reactive.testkit.support.Outcome;
import io.aett.reactive.testkit.support.Race;
import io.aett.reactive.testkit.support.Recorder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;

/** States: lost answers, refusals that decide nothing, drops, pages. */
class DynamoStatesTest extends DynamoSuite {

    private static final byte[] ONE = {1};
    private static final byte[] TWO = {2};

    private final Faults faults = new Faults();

    private StateStore faulty() {
        store();
        return data().openThrough(FixtureOptions.defaults(), faults).states();
    }

    /** T4: the token makes the second try the first one's, of a removal too. */
    @Test
    void a_change_whose_answer_or_request_is_lost_is_made_once_and_known() {
        try (FaultProxy proxy = FaultProxy.to(
                DynamoFixture.server().host(), DynamoFixture.server().port())) {
            store();
            StateStore states = data().openThrough(
                            FixtureOptions.defaults(),
                            DynamoFixture.server().endpointThrough(proxy.host(), proxy.port()),
                            Duration.ofSeconds(30))
                    .states();
            for (boolean answer : List.of(true, false)) {
                StateEntry created = lost(proxy, answer, states.create("s", "k", ONE));
                StateEntry replaced = lost(proxy, answer, states.replace(created, TWO));
                assertThat(Await.value(states.get("s", "k"))).isEqualTo(replaced);
                assertThat(lost(proxy, answer, states.remove(replaced))).isTrue();
                assertThat(Await.valueOrNull(states.get("s", "k"))).isNull();
            }
        }
    }

    private static <T> T lost(FaultProxy proxy, boolean answer, Mono<T> change) {
        if (answer) {
            proxy.loseNextAnswer("TransactWriteItems");
        } else {
            proxy.loseNextRequest("TransactWriteItems");
        }
        T result = Await.value(change);
        assertThat(proxy.isArmed()).isFalse();
        return result;
    }

    /** T4: the first try may still come, and find the key free. */
    @Test
    void a_create_that_is_refused_after_a_loss_is_unknown() {
        StateStore states = faulty();
        faults.fail(TransactWriteItemsRequest.class, 1, request -> {
            Await.value(store().states().create("s", "k", TWO));
            return Faults.serverError(request);
        });

        Await.error(StateOutcomeUnknownException.class, states.create("s", "k", ONE));

        assertThat(Await.value(states.get("s", "k")).value()).isEqualTo(TWO);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void a_change_that_meets_a_conflict_or_a_throttle_is_sent_again_with_another_token(int times) {
        StateStore states = faulty();
        faults.fail(TransactWriteItemsRequest.class, times, Faults::conflict);
        faults.fail(TransactWriteItemsRequest.class, times, Faults::throttled);

        StateEntry created = Await.value(states.create("s", "k", ONE));

        assertThat(Await.value(states.get("s", "k"))).isEqualTo(created);
        assertThat(tokens()).doesNotHaveDuplicates();
    }

    @Test
    void a_change_that_may_have_been_made_is_sent_again_with_its_token() {
        StateStore states = faulty();
        data().resetRequests();
        faults.fail(TransactWriteItemsRequest.class, 3, Faults::serverError);

        Await.value(states.create("s", "k", ONE));

        assertThat(tokens().stream().distinct()).hasSize(1);
    }

    private List<String> tokens() {
        return data().requests.sent().stream()
                .filter(TransactWriteItemsRequest.class::isInstance)
                .map(request -> ((TransactWriteItemsRequest) request).clientRequestToken())
                .toList();
    }

    @Test
    void what_always_meets_another_change_is_unavailable_and_nothing_is_changed() {
        StateStore states = faulty();
        faults.fail(TransactWriteItemsRequest.class, Faults.ALWAYS, Faults::conflict);

        Await.error(StorageUnavailableException.class, states.create("s", "k", ONE));

        assertThat(Await.valueOrNull(states.get("s", "k"))).isNull();
    }

    /** T1: the server of the tests never answers with a conflict by itself. */
    @Test
    void of_many_who_meet_each_other_again_and_again_one_wins_and_all_are_told() {
        StateStore states = faulty();
        Map<String, Integer> met = new ConcurrentHashMap<>();
        faults.fail(
                request -> request instanceof TransactWriteItemsRequest change
                        && met.merge(
                                        Items.text(
                                                change.transactItems()
                                                        .get(0)
                                                        .put()
                                                        .item(),
                                                "v"),
                                        1,
                                        Integer::sum)
                                < 4,
                Faults.ALWAYS,
                Faults::conflict);

        List<Outcome<StateEntry>> outcomes = Race.of(32, i -> states.create("s", "k", new byte[] {(byte) i}));

        assertThat(outcomes).allMatch(outcome -> outcome.error() == null);
        assertThat(outcomes.stream().filter(Outcome::succeeded).map(Outcome::get))
                .containsExactly(Await.value(states.get("s", "k")));
    }

    @Test
    void a_server_error_that_stays_leaves_the_outcome_unknown_and_a_denial_does_not() {
        StateStore states = faulty();
        faults.fail(TransactWriteItemsRequest.class, Faults.ALWAYS, Faults::serverError);
        Await.error(StateOutcomeUnknownException.class, states.create("s", "k", ONE));
        faults.heal();
        faults.fail(TransactWriteItemsRequest.class, Faults.ALWAYS, Faults::denied);
        assertThat(Await.error(StorageException.class, states.create("s", "k", ONE)))
                .isNotInstanceOf(StorageUnavailableException.class);
    }

    @Test
    void a_change_whose_store_cannot_be_looked_up_changed_nothing() {
        StateStore states = faulty();
        faults.fail(GetItemRequest.class, Faults.ALWAYS, Faults::serverError);

        Await.error(StorageUnavailableException.class, states.create("s", "k", ONE));

        assertThat(data().requests.count(TransactWriteItemsRequest.class::isInstance))
                .isZero();
    }

    /** T5: by somebody else, in a table that stays; and everybody notices that it is another store now. */
    @Test
    void a_change_that_stalled_across_a_drop_brings_nothing_back() {
        createByHand();
        StateEntry before = Await.value(store().states().create("s", "k", ONE));
        Gate gate = new Gate();
        StateStore stalled = data().openThrough(FixtureOptions.defaults(), gate).states();
        gate.closeFor("transactWriteItems");
        Recorder<StateEntry> create = Recorder.of(stalled.create("s", "new", ONE));
        Recorder<StateEntry> replace = Recorder.of(stalled.replace(before, TWO));
        Await.until(() -> "both at the gate", () -> gate.waiting() == 2);

        EventStore other = second();
        Await.done(other.management().drop());
        gate.open();
        create.awaitCompletion();
        replace.awaitCompletion();
        assertThat(replace.values()).isEmpty();
        assertThat(Await.error(StorageException.class, store().states().get("s", "k")))
                .hasMessageContaining("initialize");
        Await.done(other.management().initialize());

        for (StateStore states : List.of(store().states(), stalled, other.states())) {
            assertThat(Await.all(states.scan("s", ""))).isEmpty();
            assertThat(Await.valueOrNull(states.get("s", "new"))).isNull();
            assertThat(Await.valueOrNull(states.replace(before, TWO))).isNull();
        }
        assertThat(Await.value(store().states().create("s", "k", TWO)).version())
                .isNotEqualTo(before.version());
        Await.done(other.management().drop());
        assertThat(Await.all(items().items())).isEmpty();
    }

    private void createByHand() {
        Await.done(Mono.fromFuture(() -> DynamoFixture.rawClient()
                .createTable(create -> create.tableName(data().table)
                        .billingMode(BillingMode.PAY_PER_REQUEST)
                        .keySchema(
                                DynamoDbManagement.key(Keys.PARTITION, KeyType.HASH),
                                DynamoDbManagement.key(Keys.SORT, KeyType.RANGE))
                        .attributeDefinitions(
                                DynamoDbManagement.text(Keys.PARTITION), DynamoDbManagement.text(Keys.SORT)))));
    }

    /** 1 MB ends a page of the server's before the number of entries does. */
    @Test
    void a_scan_goes_on_behind_a_page_that_ended_by_its_size() {
        StateStore states = store().states();
        byte[] value = new byte[StateStore.MAX_VALUE_BYTES];
        Await.all(Flux.range(10, 40).concatMap(i -> states.create("s", "k" + i, value)));

        List<String> keys = Await.all(states.scan("s", "k15").map(StateEntry::key));

        assertThat(keys).hasSize(35).isSorted().startsWith("k15").doesNotHaveDuplicates();
    }

    @Test
    void a_store_without_an_order_has_states_too() {
        EventStore store = data().openUnordered();
        Await.done(store.management().initialize());
        commit(store, first(noted("a")));
        StateEntry created = Await.value(store.states().create("s", "k", new byte[0]));

        assertThat(Await.all(data().openUnordered().states().scan("s", ""))).containsExactly(created);
        Await.done(store.management().purge(TENANT));
        assertThat(Await.value(store.states().remove(created))).isTrue();
    }

    @Test
    void a_version_that_this_store_never_gave_is_no_entrys() {
        StateStore states = store().states();
        Await.value(states.create("s", "k", ONE));
        for (String version : List.of("", "?", "00000000-0000-0000-0000-000000000000")) {
            StateEntry other = new StateEntry("s", "k", ONE, version);
            assertThat(Await.valueOrNull(states.replace(other, TWO))).isNull();
            assertThat(Await.value(states.remove(other))).isFalse();
        }
    }
}
