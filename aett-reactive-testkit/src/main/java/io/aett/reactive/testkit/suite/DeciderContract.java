package io.aett.reactive.testkit.suite;

import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.Commit;
import io.aett.reactive.EventMessage;
import io.aett.reactive.EventStore;
import io.aett.reactive.Memento;
import io.aett.reactive.NonConflictingCommitException;
import io.aett.reactive.Snapshot;
import io.aett.reactive.UnexpectedVersionException;
import io.aett.reactive.domain.AggregateRepository;
import io.aett.reactive.domain.DeciderRepository;
import io.aett.reactive.domain.Decision;
import io.aett.reactive.domain.DefaultAggregateRepository;
import io.aett.reactive.domain.SnapshotPolicy;
import io.aett.reactive.domain.UpdateOptions;
import io.aett.reactive.testkit.EventStoreFixture;
import io.aett.reactive.testkit.domain.Account;
import io.aett.reactive.testkit.domain.Account.Added;
import io.aett.reactive.testkit.domain.Account.Balance;
import io.aett.reactive.testkit.domain.Account.Unhandled;
import io.aett.reactive.testkit.domain.InterposedStore;
import io.aett.reactive.testkit.domain.Purse;
import io.aett.reactive.testkit.events.TestEvents.State;
import io.aett.reactive.testkit.support.Await;
import io.aett.reactive.testkit.support.Outcome;
import io.aett.reactive.testkit.support.Race;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Deciders on this store: A11, and with it A1 to A6 and A9 on the other way in. */
public abstract class DeciderContract extends ContractSuite<EventStoreFixture> {

    private static final UUID ID = UUID.fromString("7e57ab1e-0000-4000-8000-000000000002");
    private static final UpdateOptions NAMED =
            UpdateOptions.builder().commitId(ID).build();

    private static DeciderRepository<Integer, Balance, Added> purses(EventStore store) {
        return DeciderRepository.create(Purse.DECIDER, Added.class, TENANT, store);
    }

    private static DeciderRepository<Integer, Balance, Added> kept(EventStore store, SnapshotPolicy policy) {
        return DeciderRepository.builder(Purse.DECIDER, Added.class, TENANT, store)
                .snapshots(Balance.class, policy)
                .build();
    }

    private static Balance balance(long version) {
        List<String> entries = new ArrayList<>();
        for (int i = 1; i <= version; i++) {
            entries.add((i - 1) + "+" + i);
        }
        return new Balance(version * (version + 1) / 2, entries);
    }

    private Balance state() {
        return Await.value(purses(store()).state(STREAM));
    }

    /** A11. */
    @Test
    void a_command_is_decided_and_stored_and_its_state_read_anywhere() {
        commit(first(new Added(1)));

        Decision<Balance, Added> decision = Await.value(purses(store()).handle(STREAM, 2, NAMED));

        Commit stored = read().get(1);
        assertThat(decision).isEqualTo(new Decision<>(balance(2), 2, List.of(new Added(2)), stored, false));
        assertThat(stored.events()).containsExactly(EventMessage.of(new Added(2)));
        assertThat(stored.commitId()).isEqualTo(ID);
        assertThat(Await.value(purses(second()).versioned(STREAM))).isEqualTo(new Memento<>(STREAM, 2, balance(2)));
    }

    /** A1, A11. */
    @Test
    void every_version_and_every_time_is_met_exactly() {
        List<Commit> stored = history();
        for (long version = -1; version <= 13; version++) {
            assertThat(Await.value(purses(store()).state(STREAM, version)))
                    .isEqualTo(balance(Math.min(11, Math.max(0, version))));
        }
        for (Commit commit : stored) {
            assertThat(Await.value(purses(store()).stateTo(STREAM, commit.commitStamp())))
                    .isEqualTo(balance(commit.streamRevision()));
        }
        assertThat(Await.value(purses(store()).stateTo(STREAM, Instant.MIN))).isEqualTo(balance(0));
    }

    /** A3, A11. */
    @Test
    void a_snapshot_anywhere_equals_full_replay() {
        history();
        DeciderRepository<Integer, Balance, Added> purses = kept(store(), SnapshotPolicy.none());
        for (long revision : new long[] {1, 4, 5, 9, 11}) {
            Snapshot snapshot = Await.value(purses.snapshot(STREAM, revision));
            assertThat(snapshot.payload()).isEqualTo(balance(revision));
            for (long version = 0; version <= 12; version++) {
                assertThat(Await.value(purses.state(STREAM, version))).isEqualTo(balance(Math.min(11, version)));
            }
        }
    }

    /** A3, A11. */
    @ParameterizedTest
    @ValueSource(strings = {"beyond the head", "of another class"})
    void a_snapshot_that_cannot_be_used_is_passed_over(String what) {
        history();
        boolean beyond = what.equals("beyond the head");
        Object payload = beyond ? new Balance(-1, List.of()) : new State("left by an aggregate", 1);
        Await.done(store().snapshots().add(new Snapshot(TENANT, STREAM, beyond ? 12 : 9, 3, payload, Map.of())));
        DeciderRepository<Integer, Balance, Added> purses = kept(store(), SnapshotPolicy.none());

        assertThat(Await.value(purses.state(STREAM))).isEqualTo(balance(11));
        assertThat(Await.value(purses.handle(STREAM, 12)).state()).isEqualTo(balance(12));
    }

    /** A3, A11: and a repetition from before it is found. */
    @Test
    void a_policy_takes_snapshots_of_the_state() {
        DeciderRepository<Integer, Balance, Added> purses = kept(store(), SnapshotPolicy.everyNEvents(3));
        Await.value(purses.handle(STREAM, 1, NAMED));
        for (int amount = 2; amount <= 7; amount++) {
            Await.value(purses.handle(STREAM, amount));
        }

        Snapshot newest = Await.value(store().snapshots().get(TENANT, STREAM));
        assertThat(newest.streamRevision()).isEqualTo(6);
        assertThat(newest.payload()).isEqualTo(balance(6));
        assertThat(Await.value(purses.handle(STREAM, 1, NAMED)).repeated()).isTrue();
        assertThat(read()).hasSize(7);
    }

    /** A11: in one stream, in turn, with snapshots of the same form. */
    @Test
    void an_aggregate_can_be_rewritten_as_a_decider_over_its_stream() {
        AggregateRepository accounts = DefaultAggregateRepository.create(TENANT, store());
        Await.value(accounts.save(new Account(STREAM).add(1, 2, 3)));
        Await.value(accounts.snapshot(Account.class, STREAM, 2));

        DeciderRepository<Integer, Balance, Added> purses = kept(second(), SnapshotPolicy.none());
        assertThat(Await.value(purses.handle(STREAM, 4)).state()).isEqualTo(balance(4));
        Await.value(accounts.update(Account.class, STREAM, account -> account.add(5)));

        assertThat(Await.value(purses.state(STREAM))).isEqualTo(balance(5));
        assertThat(Await.value(accounts.get(Account.class, STREAM)).entries())
                .isEqualTo(balance(5).entries());
    }

    /** A4, A11: with repositories of two stores, so that they really race for the last of it. */
    @Test
    void commands_that_race_are_decided_on_the_true_state() {
        commit(first(new Added(10)));
        DeciderRepository<Integer, Balance, Added> one = purses(store());
        DeciderRepository<Integer, Balance, Added> two = purses(second());

        List<Outcome<Decision<Balance, Added>>> outcomes = Race.of(8, i -> (i % 2 == 0 ? one : two).handle(STREAM, -3));

        assertThat(outcomes).filteredOn(Outcome::succeeded).hasSize(3);
        assertThat(outcomes)
                .filteredOn(outcome -> !outcome.succeeded())
                .allMatch(outcome -> outcome.failedWith(IllegalArgumentException.class));
        assertThat(state().total()).isEqualTo(1);
    }

    /** A4, A11. */
    @Test
    void a_command_that_always_loses_ends_in_the_last_exception() {
        commit(first(new Added(1)));
        EventStore losing = InterposedStore.losingRaces(
                store(),
                attempt -> numbered(TENANT, STREAM, attempt.commitSequence(), attempt.streamRevision(), new Added(1)));

        Await.error(
                NonConflictingCommitException.class,
                purses(losing)
                        .handle(STREAM, 100, UpdateOptions.builder().attempts(3).build()));

        assertThat(state().total()).isEqualTo(4);
    }

    /** A9, A11: in another process, and later. */
    @Test
    void a_command_that_is_repeated_under_its_id_tells_what_it_has_led_to() {
        Decision<Balance, Added> once = Await.value(purses(store()).handle(STREAM, 1, NAMED));
        Await.value(purses(store()).handle(STREAM, 2));

        Decision<Balance, Added> again = Await.value(purses(second()).handle(STREAM, 1, NAMED));

        assertThat(again).isEqualTo(new Decision<>(balance(2), 2, List.of(new Added(1)), once.commit(), true));
        assertThat(read()).hasSize(2);
    }

    /** A9, A11: one of many that try at once has the effect, and all succeed. */
    @Test
    void many_commands_of_one_id_at_once_have_one_effect() {
        DeciderRepository<Integer, Balance, Added> one = purses(store());
        DeciderRepository<Integer, Balance, Added> two = purses(second());

        List<Outcome<Decision<Balance, Added>>> outcomes =
                Race.of(6, i -> (i % 2 == 0 ? one : two).handle(STREAM, 7, NAMED));

        assertThat(outcomes).allSatisfy(outcome -> assertThat(outcome.error()).isNull());
        assertThat(outcomes).allSatisfy(outcome -> {
            assertThat(outcome.get().state().total()).isEqualTo(7);
            assertThat(outcome.get().events()).containsExactly(new Added(7));
        });
        assertThat(outcomes).filteredOn(outcome -> !outcome.get().repeated()).hasSize(1);
        assertThat(read()).hasSize(1);
    }

    /** A5, A11. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_lost_answer_is_met_again(boolean stored) {
        InterposedStore lossy = InterposedStore.losingAnswers(store(), stored ? 1 : 3, stored);

        Decision<Balance, Added> decision = Await.value(purses(lossy).handle(STREAM, 1));

        assertThat(decision.repeated()).isFalse();
        assertThat(decision.events()).containsExactly(new Added(1));
        assertThat(read()).containsExactly(decision.commit());
    }

    /** A11: cancelled at any moment, a command is stored once when it is repeated under its id. */
    @Test
    void a_command_that_was_cancelled_can_be_repeated_under_its_id() {
        DeciderRepository<Integer, Balance, Added> purses = purses(store());
        for (int amount = 1; amount <= 12; amount++) {
            UpdateOptions named =
                    UpdateOptions.builder().commitId(new UUID(1, amount)).build();
            purses.handle(STREAM, amount, named).subscribe().dispose();
            assertThat(Await.value(purses.handle(STREAM, amount, named)).version())
                    .isEqualTo(amount);
        }
        assertThat(state()).isEqualTo(balance(12));
    }

    /** A11. */
    @Test
    void what_is_refused_or_leads_to_nothing_writes_nothing() {
        Commit stored = commit(first(new Added(1)));

        IllegalArgumentException refused =
                Await.error(IllegalArgumentException.class, purses(store()).handle(STREAM, -2));
        Await.error(
                UnexpectedVersionException.class,
                purses(store())
                        .handle(
                                STREAM,
                                5,
                                UpdateOptions.builder().expectedVersion(0).build()));
        Decision<Balance, Added> nothing = Await.value(purses(store()).handle(STREAM, 0, NAMED));

        assertThat(refused).hasMessage("there are only 1");
        assertThat(nothing).isEqualTo(new Decision<>(balance(1), 1, List.of(), null, false));
        assertThat(read()).containsExactly(stored);
    }

    /** A11. */
    @Test
    void an_event_that_is_none_of_the_decider_s_is_named() {
        commit(first(new Added(1), new Unhandled("x")));

        IllegalStateException error =
                Await.error(IllegalStateException.class, purses(store()).state(STREAM));

        assertThat(error)
                .hasMessageContainingAll(
                        STREAM, TENANT, "revision 2", Unhandled.class.getName(), "is no " + Added.class.getName());
        assertThat(Await.value(purses(store()).state(STREAM, 1))).isEqualTo(balance(1));
    }

    /** W8. */
    @Test
    void nothing_happens_before_subscription() {
        commit(first(new Added(1)));
        var handling = purses(store()).handle(STREAM, 1);
        var state = purses(store()).state(STREAM);
        assertThat(read()).hasSize(1);

        Await.value(handling);
        Await.value(handling);
        assertThat(Await.value(state).total()).isEqualTo(3);
    }
}
