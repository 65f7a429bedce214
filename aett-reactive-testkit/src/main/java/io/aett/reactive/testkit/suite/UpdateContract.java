package io.aett.reactive.testkit.suite;

import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.Commit;
import io.aett.reactive.CommitOutcomeUnknownException;
import io.aett.reactive.DuplicateCommitException;
import io.aett.reactive.EventStore;
import io.aett.reactive.StreamNotFoundException;
import io.aett.reactive.UnexpectedVersionException;
import io.aett.reactive.domain.AggregateRepository;
import io.aett.reactive.domain.Correlation;
import io.aett.reactive.domain.DefaultAggregateRepository;
import io.aett.reactive.domain.DefaultSagaRepository;
import io.aett.reactive.domain.Saga;
import io.aett.reactive.domain.SagaCommand;
import io.aett.reactive.domain.SagaRepository;
import io.aett.reactive.domain.UpdateOptions;
import io.aett.reactive.domain.Updated;
import io.aett.reactive.testkit.EventStoreFixture;
import io.aett.reactive.testkit.domain.Account;
import io.aett.reactive.testkit.domain.Account.Added;
import io.aett.reactive.testkit.domain.Delivery;
import io.aett.reactive.testkit.domain.Delivery.Ordered;
import io.aett.reactive.testkit.domain.Delivery.Send;
import io.aett.reactive.testkit.domain.InterposedStore;
import io.aett.reactive.testkit.support.Await;
import io.aett.reactive.testkit.support.Outcome;
import io.aett.reactive.testkit.support.Race;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

/** Updates with options, and ids that come again: A5, A9, A10, and what else repositories say of a stream. */
public abstract class UpdateContract extends ContractSuite<EventStoreFixture> {

    private static final UUID ID = UUID.fromString("7e57ab1e-0000-4000-8000-000000000001");
    private static final UpdateOptions NAMED =
            UpdateOptions.builder().commitId(ID).build();

    private final AtomicInteger calls = new AtomicInteger();

    private static AggregateRepository accounts(EventStore store) {
        return DefaultAggregateRepository.create(TENANT, store);
    }

    private static AggregateRepository naming(EventStore store) {
        return DefaultAggregateRepository.builder(TENANT, store)
                .commitIds(() -> ID)
                .build();
    }

    private Updated<Account, Long> add(AggregateRepository through, UpdateOptions options, int amount) {
        return Await.value(through.update(Account.class, STREAM, options, account -> {
            calls.incrementAndGet();
            return account.add(amount).total();
        }));
    }

    /** A9. */
    @Test
    void an_update_tells_commit_and_result_and_takes_headers() {
        UpdateOptions options = NAMED.toBuilder().header("who", "me").build();

        Updated<Account, Long> updated = add(accounts(store()), options, 5);

        assertThat(updated.result()).isEqualTo(5);
        assertThat(updated.repeated()).isFalse();
        assertThat(read()).hasSize(1).first().isEqualTo(updated.commit());
        assertThat(read().get(0).headers()).isEqualTo(Map.of("who", "me"));
        assertThat(read().get(0).commitId()).isEqualTo(ID);
    }

    /** A9: in another process, and later, with and without a snapshot after it. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void an_id_that_is_stored_is_a_repetition_and_nothing_runs(boolean snapshot) {
        add(accounts(store()), UpdateOptions.ofDefaults(), 1);
        Updated<Account, Long> once = add(accounts(store()), NAMED, 10);
        add(accounts(store()), UpdateOptions.ofDefaults(), 100);
        if (snapshot) {
            Await.value(accounts(store()).snapshot(Account.class, STREAM));
        }

        Updated<Account, Long> again = add(accounts(second()), NAMED, 10);

        assertThat(again.repeated()).isTrue();
        assertThat(again.commit()).isEqualTo(once.commit());
        assertThat(again.result()).isNull();
        assertThat(again.aggregate().total()).isEqualTo(111);
        assertThat(again.aggregate().restored()).isEqualTo(snapshot);
        assertThat(calls).hasValue(3);
        assertThat(read()).hasSize(3);
    }

    /** A9: one of many that try at once has the effect, and all succeed. */
    @Test
    void many_updates_of_one_id_at_once_have_one_effect() {
        AggregateRepository one = accounts(store());
        AggregateRepository two = accounts(second());
        List<Updated<Account, Long>> all = new ArrayList<>();
        for (Outcome<Updated<Account, Long>> outcome : Race.run(6, i -> () -> add(i % 2 == 0 ? one : two, NAMED, 7))) {
            assertThat(outcome.error()).isNull();
            all.add(Objects.requireNonNull(outcome.value()));
        }

        assertThat(all)
                .allSatisfy(updated -> assertThat(updated.aggregate().total()).isEqualTo(7));
        assertThat(all).filteredOn(updated -> !updated.repeated()).hasSize(1);
        assertThat(read()).hasSize(1);
    }

    /** A5: the id is of the store's, not of the caller's, and it is no success. */
    @Test
    void an_id_that_comes_again_by_mistake_is_a_duplicate() {
        Commit stored = Await.value(naming(store()).save(new Account(STREAM).add(1)));

        DuplicateCommitException found = Await.error(
                DuplicateCommitException.class,
                naming(second()).update(Account.class, STREAM, account -> account.add(2)));

        assertThat(found.storedCommit()).isEqualTo(stored);
        assertThat(read()).containsExactly(stored);
    }

    /** A5: only what one sent oneself is one's own. */
    @Test
    void what_another_stored_under_the_id_in_doubt_is_a_duplicate() {
        AggregateRepository lossy = naming(InterposedStore.losingAnswers(store(), 1, false));
        Account mine = new Account(STREAM).add(1);
        Await.error(CommitOutcomeUnknownException.class, lossy.save(mine));
        Commit theirs = Await.value(naming(second()).save(new Account(STREAM).add(2)));

        Await.error(DuplicateCommitException.class, lossy.save(mine));

        assertThat(mine.uncommitted()).hasSize(1);
        assertThat(read()).containsExactly(theirs);
    }

    /** A5: what is compared is what is stored, in which a small Long is an Integer. */
    @Test
    void a_lost_answer_is_met_again_although_values_come_back_as_other_types() {
        AggregateRepository lossy = accounts(InterposedStore.losingAnswers(store(), 1, true));
        Account account = new Account(STREAM).add(1);
        Await.error(CommitOutcomeUnknownException.class, lossy.save(account, Map.of("n", 1L)));

        Commit stored = Await.value(lossy.save(account, Map.of("n", 1L)));

        assertThat(stored.headers()).isEqualTo(Map.of("n", 1));
        assertThat(account.uncommitted()).isEmpty();
        assertThat(read()).containsExactly(stored);
    }

    /** A9. */
    @Test
    void a_version_that_was_not_expected_is_a_conflict() {
        history();
        UnexpectedVersionException conflict = Await.error(
                UnexpectedVersionException.class,
                accounts(store())
                        .update(
                                Account.class,
                                STREAM,
                                UpdateOptions.builder().expectedVersion(10).build(),
                                account -> account.add(1)));
        assertThat(conflict.headRevision()).isEqualTo(11);
        assertThat(conflict.headSequence()).isEqualTo(6);
        assertThat(read()).hasSize(6);

        UpdateOptions right = NAMED.toBuilder().expectedVersion(11).build();
        assertThat(add(accounts(store()), right, 1).repeated()).isFalse();
        assertThat(add(accounts(second()), right, 1).repeated()).isTrue();
    }

    /** A9. */
    @Test
    void a_change_that_returns_a_publisher_is_refused() {
        add(accounts(store()), UpdateOptions.ofDefaults(), 1);

        IllegalStateException refused = Await.error(
                IllegalStateException.class,
                accounts(store())
                        .update(Account.class, STREAM, NAMED, account -> Mono.fromRunnable(() -> account.add(1))));

        assertThat(refused).hasMessageContaining("do not return a publisher");
        assertThat(read()).hasSize(1);
    }

    /** A10: through the store's headers and back. */
    @Test
    void the_correlation_of_the_context_is_stored_and_continued() {
        AggregateRepository accounts = accounts(store());
        Await.value(accounts.update(Account.class, STREAM, account -> account.add(1))
                .contextWrite(Correlation.of("request")::writeTo));
        Await.value(accounts.update(Account.class, "other", account -> account.add(1))
                .contextWrite(Correlation.causedBy(read().get(0))::writeTo));

        Commit caused = Await.value(store().commits().get(TENANT, "other").last());
        assertThat(Correlation.of(read().get(0))).hasValue(Correlation.of("request"));
        assertThat(Correlation.of(caused))
                .hasValue(Correlation.of("request", read().get(0).commitId().toString()));
    }

    /** A9: as a whole saga's life, told twice. */
    @Test
    void a_saga_that_is_told_twice_dispatches_once() {
        SagaRepository one = DefaultSagaRepository.create(TENANT, store());
        SagaRepository two = DefaultSagaRepository.create(TENANT, second());
        for (SagaRepository sagas : List.of(one, two, one)) {
            Delivery saga = Await.value(
                    sagas.update(Delivery.class, STREAM, ID, delivery -> delivery.transition(new Ordered(2))));
            assertThat(saga.ordered()).isEqualTo(2);
        }

        assertThat(read()).hasSize(1);
        assertThat(Saga.commandsOf(read().get(0)))
                .extracting(SagaCommand::command)
                .containsExactly(new Send("parcel 0"), new Send("parcel 1"));
    }

    /** A stream without events is not found; neither is one of another tenant. */
    @Test
    void what_must_exist_is_not_made() {
        commit(firstOf("other-" + TENANT, STREAM, new Added(1)));
        Await.error(StreamNotFoundException.class, accounts(store()).getExisting(Account.class, STREAM));
        Await.error(
                StreamNotFoundException.class,
                DefaultSagaRepository.create(TENANT, store()).getExisting(Delivery.class, STREAM));

        commit(first(new Added(3)));
        assertThat(Await.value(accounts(store()).getExisting(Account.class, STREAM))
                        .total())
                .isEqualTo(3);
    }

    /** A7: two classes on one id. */
    @Test
    void the_id_of_another_class_is_told_as_such() {
        history();

        IllegalStateException error = Await.error(
                IllegalStateException.class,
                DefaultSagaRepository.create(TENANT, store()).get(Delivery.class, STREAM));

        assertThat(error)
                .hasMessageContainingAll(
                        STREAM,
                        TENANT,
                        "revision 1",
                        Added.class.getName(),
                        Delivery.class.getName(),
                        "another aggregate or saga");
    }
}
