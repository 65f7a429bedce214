package io.aett.reactive.dynamodb;

import static io.aett.reactive.testkit.events.TestEvents.noted;
import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.Commit;
import io.aett.reactive.CommitOutcomeUnknownException;
import io.aett.reactive.DuplicateCommitException;
import io.aett.reactive.EventStore;
import io.aett.reactive.StorageException;
import io.aett.reactive.StorageUnavailableException;
import io.aett.reactive.spi.AppendResult;
import io.aett.reactive.spi.CommitLog;
import io.aett.reactive.spi.EncodedCommit;
import io.aett.reactive.spi.FailureClassifier;
import io.aett.reactive.testkit.FixtureOptions;
import io.aett.reactive.testkit.support.Await;
import io.aett.reactive.testkit.support.Outcome;
import io.aett.reactive.testkit.support.Race;
import io.aett.reactive.testkit.support.Recorder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;

/** What the service refuses, or cannot do at the moment. */
class DynamoFaultsTest extends DynamoSuite {

    private final Faults faults = new Faults();

    private EventStore faulty() {
        store();
        return data().openThrough(FixtureOptions.defaults(), faults);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void what_is_throttled_for_a_while_succeeds(int times) {
        EventStore store = faulty();
        faults.fail(Step.COMMIT::is, times, Faults::throttled);

        Commit stored = commit(store, first(noted("a")));

        assertThat(read()).containsExactly(stored);
    }

    @Test
    void what_stays_throttled_is_unavailable_and_nothing_is_written() {
        EventStore store = faulty();
        faults.fail(Step.COMMIT::is, Faults.ALWAYS, Faults::throttled);

        Await.error(StorageUnavailableException.class, store.commits().commit(first(noted("a"))));

        assertThat(Await.value(raw().commits(TENANT))).isZero();
        faults.heal();
        assertWorks(List.of());
    }

    @Test
    void a_server_error_that_stays_leaves_the_outcome_unknown() {
        EventStore store = faulty();
        faults.fail(Step.COMMIT::is, Faults.ALWAYS, Faults::serverError);
        Commit attempt = first(noted("a"));

        Await.error(CommitOutcomeUnknownException.class, store.commits().commit(attempt));

        faults.heal();
        assertThat(commit(store, attempt).commitId()).isEqualTo(attempt.commitId());
    }

    @Test
    void what_fails_before_a_commit_is_sent_means_that_nothing_was_written() {
        EventStore store = faulty();
        commit(store, firstOf(TENANT, "other", noted("a")));
        for (Step step : List.of(Step.COUNTER, Step.GENERATION, Step.ANNOUNCEMENT, Step.MARKER, Step.DIRECTORY)) {
            faults.fail(step::is, Faults.ALWAYS, Faults::serverError);
            Await.error(StorageUnavailableException.class, store.commits().commit(first(noted("a"))));
            faults.heal();
        }
        faults.fail(Step.HEAD::is, Faults.ALWAYS, Faults::serverError);

        Await.error(
                StorageUnavailableException.class, store.commits().commit(numbered(TENANT, STREAM, 2, 2, noted("a"))));

        assertThat(Await.value(raw().commits(TENANT))).isEqualTo(1);
    }

    private EventStore unordered() {
        EventStore store = data().openUnordered(faults);
        Await.done(store.management().initialize());
        return store;
    }

    @Test
    void a_transaction_that_meets_another_is_sent_again() {
        EventStore store = unordered();
        faults.fail(TransactWriteItemsRequest.class, 3, Faults::conflict);

        Commit stored = commit(store, first(noted("a")));

        assertThat(read(store, TENANT, STREAM)).containsExactly(stored);
    }

    @Test
    void a_transaction_that_always_meets_another_is_unavailable_and_nothing_is_written() {
        EventStore store = unordered();
        faults.fail(TransactWriteItemsRequest.class, Faults.ALWAYS, Faults::conflict);

        Await.error(StorageUnavailableException.class, store.commits().commit(first(noted("a"))));

        assertThat(Await.value(raw().commits(TENANT))).isZero();
    }

    /** Only its own outcome is unknown, and the others' of its append; they are stored, and stay so. */
    @Test
    void one_commit_that_is_always_throttled_does_not_undo_its_neighbours() {
        EventStore store = faulty();
        faults.fail(DynamoFaultsTest::hot, Faults.ALWAYS, Faults::throttled);
        Recorder<Commit> warmUp = Recorder.of(store.commits().commit(firstOf(TENANT, "warm-up", noted("w"))));

        List<Outcome<Commit>> outcomes = hotAndOthers(store);

        warmUp.awaitCompletion();
        assertHotIsMissing(store(), outcomes);
        faults.heal();
        assertThat(readAll()).hasSize(5);
    }

    @Test
    void one_transaction_that_always_meets_another_does_not_undo_its_neighbours() {
        EventStore store = unordered();
        faults.fail(
                DynamoFaultsTest::hotTransaction,
                Faults.ALWAYS,
                request -> Faults.cancelled(request, DynamoFaultsTest::isHot, "TransactionConflict"));
        commit(store, firstOf(TENANT, "warm-up", noted("w")));

        assertHotIsMissing(store, hotAndOthers(store));
    }

    private static List<Outcome<Commit>> hotAndOthers(EventStore store) {
        return Race.of(5, i -> store.commits().commit(firstOf(TENANT, i == 0 ? "hot" : "s" + i, noted("n" + i))));
    }

    private void assertHotIsMissing(EventStore reading, List<Outcome<Commit>> outcomes) {
        assertThat(outcomes.get(0).error())
                .isInstanceOfAny(StorageUnavailableException.class, CommitOutcomeUnknownException.class);
        for (int i = 1; i < 5; i++) {
            assertThat(read(reading, TENANT, "s" + i)).hasSize(1);
        }
        assertThat(read(reading, TENANT, "hot")).isEmpty();
    }

    private static boolean hot(SdkRequest request) {
        return Step.COMMIT.is(request) && isHot(Keys.partition(((PutItemRequest) request).item()));
    }

    private static boolean hotTransaction(SdkRequest request) {
        return request instanceof TransactWriteItemsRequest transaction
                && transaction.transactItems().stream()
                        .anyMatch(write -> isHot(Keys.partition(write.put().item())));
    }

    private static boolean isHot(String partition) {
        return partition.charAt(0) == 'c' && partition.endsWith("hot");
    }

    @Test
    void a_refusal_for_good_is_final_and_names_its_reason() {
        EventStore store = faulty();
        faults.fail(Step.COMMIT::is, Faults.ALWAYS, Faults::denied);

        StorageException refused =
                Await.error(StorageException.class, store.commits().commit(first(noted("a"))));

        assertThat(refused).isNotInstanceOf(StorageUnavailableException.class);
        assertThat(Await.value(raw().commits(TENANT))).isZero();
    }

    @Test
    void a_commit_that_is_refused_does_not_refuse_its_neighbours() {
        EventStore store = faulty();
        faults.fail(DynamoFaultsTest::hot, Faults.ALWAYS, Faults::denied);

        List<Outcome<Commit>> outcomes = hotAndOthers(store);

        assertThat(outcomes.get(0).error()).isInstanceOf(StorageException.class);
        assertThat(outcomes.subList(1, 5)).allMatch(Outcome::succeeded);
    }

    @Test
    void an_item_of_a_transaction_that_is_refused_does_not_refuse_its_neighbours() {
        EventStore store = unordered();
        faults.fail(
                DynamoFaultsTest::hotTransaction,
                Faults.ALWAYS,
                request -> Faults.cancelled(request, DynamoFaultsTest::isHot, "ValidationError"));

        List<Outcome<Commit>> outcomes = hotAndOthers(store);

        assertThat(outcomes.get(0).error()).isInstanceOf(StorageException.class);
        assertThat(outcomes.subList(1, 5)).allMatch(Outcome::succeeded);
    }

    @Test
    void reads_that_fail_for_a_while_succeed_and_those_that_always_fail_end_in_an_error() {
        List<Commit> stored = fill(TENANT, STREAM, 3);
        EventStore store = faulty();
        faults.fail(QueryRequest.class, 2, Faults::throttled);
        faults.fail(GetItemRequest.class, 2, Faults::serverError);
        faults.fail(BatchGetItemRequest.class, 2, Faults::serverError);
        assertThat(read(store, TENANT, STREAM)).isEqualTo(stored);
        assertThat(all(store)).isEqualTo(stored);

        faults.heal();
        faults.fail(QueryRequest.class, Faults.ALWAYS, Faults::throttled);
        Await.error(StorageUnavailableException.class, store.commits().get(TENANT, STREAM));
        Await.error(StorageUnavailableException.class, store.management().getFrom(0));
        Await.error(StorageUnavailableException.class, store.snapshots().get(TENANT, STREAM));
    }

    /** R5: what came before the error came, and it does not end as if there were no more. */
    @Test
    void a_read_that_breaks_in_the_middle_ends_in_an_error() {
        List<Commit> stored = fill(TENANT, STREAM, 30);
        store();
        EventStore store = data().openThrough(FixtureOptions.defaults().withPageSize(10), faults);
        Recorder<Commit> reader = Recorder.of(store.commits().get(TENANT, STREAM), 5);
        reader.await(5);
        faults.fail(QueryRequest.class, Faults.ALWAYS, Faults::throttled);

        reader.request(100);

        assertThat(reader.awaitError()).isInstanceOf(StorageUnavailableException.class);
        assertThat(reader.values()).isEqualTo(stored.subList(0, 10));
    }

    @Test
    void what_a_batch_leaves_over_is_asked_for_and_written_again() {
        List<Commit> stored = new ArrayList<>(together(store(), TENANT, 60));
        stored.addAll(fill(TENANT, STREAM, 5));
        Leftovers leftovers = new Leftovers();
        EventStore store = data().openThrough(FixtureOptions.defaults(), leftovers);

        assertThat(all(store)).isEqualTo(stored);
        assertThat(leftovers.reads()).isPositive();

        Await.done(store.management().purge(TENANT));
        assertThat(leftovers.writes()).isPositive();
        assertThat(Await.value(raw().commits(TENANT))).isZero();
        assertThat(Await.all(items().items()
                        .filter(item -> "cis".indexOf(Keys.partition(item).charAt(0)) >= 0)))
                .isEmpty();
        Await.done(store.management().purge(TENANT));
        assertThat(Await.all(items().items('d'))).isEmpty();
    }

    /** W9. */
    @Test
    void a_commit_that_nobody_waits_for_any_more_is_stored() {
        Gate gate = new Gate();
        store();
        EventStore store = data().openThrough(FixtureOptions.defaults(), gate);
        gate.closeFor(Step.COMMIT.method, Step.COMMIT::is);
        Recorder<Commit> caller = Recorder.of(store.commits().commit(first(noted("a"))));
        Await.until(() -> "a commit at the gate", () -> gate.waiting() == 1);
        caller.dispose();
        gate.open();

        Await.until(() -> "the commit", () -> read().size() == 1);
    }

    /** W9: the append's time is over, its commit is not. */
    @Test
    void a_time_out_does_not_end_a_commit_that_was_sent() {
        Gate gate = new Gate();
        store();
        EventStore store = data().openThrough(FixtureOptions.defaults().withTimeouts(Duration.ofSeconds(2)), gate);
        Commit attempt = first(noted("a"));
        gate.closeFor(Step.COMMIT.method, Step.COMMIT::is);

        Await.error(CommitOutcomeUnknownException.class, store.commits().commit(attempt));
        assertThat(read()).isEmpty();
        gate.open();

        Await.until(() -> "the commit", () -> read().size() == 1);
        Await.error(DuplicateCommitException.class, store.commits().commit(attempt));
    }

    @Test
    void many_appends_under_constant_errors_and_throttling_are_all_stored_once() {
        EventStore store = faulty();
        Random random = new Random(42);
        faults.fail(
                request -> Step.COMMIT.is(request) && random.nextInt(3) == 0,
                Faults.ALWAYS,
                request -> random.nextBoolean() ? Faults.throttled(request) : Faults.serverError(request));
        List<Commit> stored = Await.all(Flux.range(0, 200)
                .flatMap(i -> store.commits().commit(firstOf(TENANT, "s" + i, noted("n" + i))), 32));

        assertThat(stored).hasSize(200);
        assertThat(readAll()).containsExactlyInAnyOrderElementsOf(stored);
    }

    /** The second position is sealed; what only helps the next try fails, and that is nobody's concern. */
    @Test
    void a_counter_that_cannot_be_moved_does_not_undo_what_was_stored() {
        store();
        CommitLog log = data().log(true, faults);
        Await.value(log.append(DynamoFixture.batch(TENANT, 1, 1)));
        Await.done(new Lanes(new Table(DynamoFixture.rawClient(), data().table, Schedulers.parallel()))
                .close(3)
                .then());
        faults.fail(
                request -> request instanceof QueryRequest query && Boolean.FALSE.equals(query.scanIndexForward()),
                Faults.ALWAYS,
                Faults::throttled);

        List<AppendResult> results = Await.value(log.append(DynamoFixture.batch("tenant-2", 2, 1)));

        assertThat(results).hasSize(2).allMatch(AppendResult.Appended.class::isInstance);
    }

    @Test
    void a_generation_that_cannot_be_looked_up_leaves_the_outcome_unknown_without_an_order() {
        store(); // so that the table is there
        Await.done(store().management().drop());
        EventStore store = data().openUnordered(faults);
        Await.done(store.management().initialize());
        Commit before = commit(store, first(noted("a")));
        faults.fail(GetItemRequest.class, Faults.ALWAYS, Faults::throttled);
        Commit attempt = after(before, noted("b"));

        Await.error(CommitOutcomeUnknownException.class, store.commits().commit(attempt));

        faults.heal();
        assertThat(read(data().openUnordered(), TENANT, STREAM)).hasSize(2);
    }

    /** One of two is in the right generation at once; of the other one the second try fails. */
    @Test
    void an_append_that_was_stored_in_part_is_not_said_to_be_nothing() {
        EventStore one = data().openUnordered();
        Await.done(one.management().initialize());
        commit(one, firstOf(TENANT, "known", noted("a")));
        commit(one, firstOf("tenant-2", "known", noted("b")));
        CommitLog log = data().log(false, faults);
        Await.value(log.append(DynamoFixture.batch(TENANT, 1, 1)));
        Await.value(log.append(DynamoFixture.batch("tenant-2", 1, 1)));
        Await.done(one.management().purge(TENANT));
        AtomicInteger sent = new AtomicInteger();
        faults.fail(
                request -> request instanceof TransactWriteItemsRequest && sent.getAndIncrement() > 0,
                Faults.ALWAYS,
                Faults::throttled);
        List<EncodedCommit> batch = List.of(
                DynamoFixture.batch(TENANT, 1, 1).get(0),
                DynamoFixture.batch("tenant-2", 1, 2).get(0));

        Throwable failure = Await.error(Throwable.class, log.append(batch));

        assertThat(DynamoDbFailures.classify(failure)).isEqualTo(FailureClassifier.Kind.UNKNOWN);
        assertThat(failure).isInstanceOf(CommitOutcomeUnknownException.class);
    }
}
