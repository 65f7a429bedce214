package io.aett.reactive.testkit.suite;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aett.reactive.Commit;
import io.aett.reactive.CommitOutcomeUnknownException;
import io.aett.reactive.ConflictDetector;
import io.aett.reactive.ConflictingCommitException;
import io.aett.reactive.EventStore;
import io.aett.reactive.NonConflictingCommitException;
import io.aett.reactive.Snapshot;
import io.aett.reactive.TopicMap;
import io.aett.reactive.Topics;
import io.aett.reactive.domain.AggregateRepository;
import io.aett.reactive.domain.DefaultAggregateRepository;
import io.aett.reactive.domain.SnapshotPolicy;
import io.aett.reactive.testkit.EventStoreFixture;
import io.aett.reactive.testkit.FixtureOptions;
import io.aett.reactive.testkit.domain.Account;
import io.aett.reactive.testkit.domain.Account.Added;
import io.aett.reactive.testkit.domain.Account.Balance;
import io.aett.reactive.testkit.domain.InterposedStore;
import io.aett.reactive.testkit.events.TestEvents.State;
import io.aett.reactive.testkit.support.Await;
import io.aett.reactive.testkit.support.Outcome;
import io.aett.reactive.testkit.support.Race;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Aggregates on this store: A1 to A7. */
public abstract class AggregateContract extends ContractSuite<EventStoreFixture> {

    /** What a balance looked like once. */
    record OldBalance(long total, List<String> entries, String currency) {}

    private static final Clock CLOCK = Clock.fixed(STAMP, ZoneOffset.UTC);

    private static AggregateRepository repository(EventStore store) {
        return DefaultAggregateRepository.builder(TENANT, store).clock(CLOCK).build();
    }

    private AggregateRepository accounts() {
        return repository(store());
    }

    private Account load(long maxVersion) {
        return Await.value(accounts().get(Account.class, STREAM, maxVersion));
    }

    private static void isAt(Account account, long version) {
        List<String> entries = new ArrayList<>();
        for (int i = 1; i <= version; i++) {
            entries.add((i - 1) + "+" + i);
        }
        assertThat(account.version()).isEqualTo(version);
        assertThat(account.entries()).isEqualTo(entries);
        assertThat(account.total()).isEqualTo(version * (version + 1) / 2);
        assertThat(account.uncommitted()).isEmpty();
    }

    /** A2. */
    @Test
    void what_is_saved_is_loaded() {
        Account account = new Account(STREAM).add(1, 2, 3);
        Commit stored = Await.value(accounts().save(account, Map.of("who", "me")));

        assertThat(account.uncommitted()).isEmpty();
        assertThat(account.commitSequence()).isEqualTo(1);
        assertThat(stored.headers()).isEqualTo(Map.of("who", "me"));
        assertThat(stored.commitStamp()).isEqualTo(STAMP);
        assertThat(read()).containsExactly(stored);
        isAt(Await.value(repository(second()).get(Account.class, STREAM)), 3);
    }

    /** A1: every version, also in the middle of commits. */
    @Test
    void every_version_is_loaded_exactly() {
        history();
        for (long version = -1; version <= 13; version++) {
            isAt(load(version), Math.min(11, Math.max(0, version)));
        }
        isAt(load(Long.MAX_VALUE), 11);
    }

    /** A1, A3: with a snapshot at every revision, each version is what a full replay gives. */
    @Test
    void a_snapshot_anywhere_equals_full_replay() {
        history();
        for (long revision = 1; revision <= 11; revision++) {
            Snapshot snapshot = Await.value(accounts().snapshot(Account.class, STREAM, revision));
            assertThat(snapshot.streamRevision()).isEqualTo(revision);
            for (long version = 0; version <= 12; version++) {
                Account account = load(version);
                isAt(account, Math.min(11, version));
                assertThat(account.restored()).isEqualTo(version >= revision);
            }
            Await.done(store().management().purge(TENANT));
            history();
        }
    }

    /** A1: time travel. */
    @Test
    void an_aggregate_is_loaded_as_of_a_time() {
        List<Commit> stored = history();
        for (Commit commit : stored) {
            isAt(Await.value(accounts().getTo(Account.class, STREAM, commit.commitStamp())), commit.streamRevision());
        }
        isAt(Await.value(accounts().getTo(Account.class, STREAM, Instant.MIN)), 0);
        Snapshot snapshot = Await.value(
                accounts().snapshotAt(Account.class, STREAM, stored.get(2).commitStamp()));
        assertThat(snapshot.streamRevision()).isEqualTo(6);
        isAt(load(Long.MAX_VALUE), 11);
    }

    /** A2. */
    @Test
    void an_empty_save_writes_nothing() {
        Commit stored = Await.value(accounts().save(new Account(STREAM).add(1)));

        assertThat(Await.valueOrNull(accounts().save(new Account("other")))).isNull();
        assertThat(Await.valueOrNull(accounts().save(load(1)))).isNull();
        assertThat(Await.value(accounts().update(Account.class, STREAM, account -> {}))
                        .version())
                .isEqualTo(1);
        assertThat(readAll()).containsExactly(stored);
    }

    /** A2: a failed save leaves the events. */
    @Test
    void a_failed_save_leaves_the_events_for_another_try() {
        Commit first = Await.value(accounts().save(new Account(STREAM).add(1)));
        Account late = new Account(STREAM).add(7, 8);

        Await.error(NonConflictingCommitException.class, accounts().save(late));

        assertThat(late.uncommitted()).hasSize(2);
        assertThat(late.commitSequence()).isZero();
        assertThat(read()).containsExactly(first);
        Await.error(NonConflictingCommitException.class, accounts().save(late));
        assertThat(late.uncommitted()).hasSize(2);
    }

    /** A2. */
    @Test
    void an_aggregate_is_saved_again_and_again() {
        Account account = new Account(STREAM);
        for (int i = 1; i <= 8; i++) {
            account.add(i);
            assertThat(Await.value(accounts().save(account)).commitSequence()).isEqualTo(i);
            assertThat(account.uncommitted()).isEmpty();
        }
        isAt(load(Long.MAX_VALUE), 8);
    }

    /** A3: passed over, and the aggregate is the same. */
    @ParameterizedTest
    @ValueSource(strings = {"beyond the head", "undecodable", "of another class", "of revision 0"})
    void a_snapshot_that_cannot_be_used_is_passed_over(String what) {
        history();
        long revision = what.equals("beyond the head") ? 12 : what.equals("of revision 0") ? 0 : 9;
        Object payload = what.equals("of another class") ? new State("s", 1) : new Balance(-1, List.of("wrong"));
        Await.done(store().snapshots().add(new Snapshot(TENANT, STREAM, revision, 3, payload, Map.of())));
        if (what.equals("undecodable")) {
            Await.done(raw().replaceSnapshot(TENANT, STREAM, revision, "?".getBytes(UTF_8)));
        }

        isAt(load(Long.MAX_VALUE), 11);
        isAt(load(10), 10);
        isAt(Await.value(accounts().update(Account.class, STREAM, account -> account.add(12))), 12);
    }

    /** A3: what kept its name may mean something else. */
    @Test
    void a_snapshot_in_another_form_is_passed_over() {
        history();
        EventStore old = second(FixtureOptions.defaults()
                .withTopics(TopicMap.create().add(Topics.of(Balance.class), OldBalance.class)));
        Await.done(old.snapshots()
                .add(new Snapshot(TENANT, STREAM, 9, 3, new OldBalance(77, List.of("old"), "EUR"), Map.of())));

        isAt(load(Long.MAX_VALUE), 11);
        isAt(load(10), 10);
        Await.value(accounts().snapshot(Account.class, STREAM, 9));
        assertThat(load(10).restored()).isTrue();
    }

    /** A3. */
    @Test
    void a_snapshot_of_an_empty_stream_is_none() {
        assertThat(Await.valueOrNull(accounts().snapshot(Account.class, STREAM)))
                .isNull();
        history();
        assertThat(Await.valueOrNull(accounts().snapshot(Account.class, STREAM, 0)))
                .isNull();
        assertThat(Await.valueOrNull(accounts().snapshotAt(Account.class, STREAM, Instant.EPOCH)))
                .isNull();
        assertThat(Await.value(raw().snapshots(TENANT))).isZero();

        assertThat(Await.value(accounts().snapshot(Account.class, STREAM)).streamRevision())
                .isEqualTo(11);
        assertThat(Await.value(raw().snapshots(TENANT))).isEqualTo(1);
    }

    /** A3: as the policy says. */
    @Test
    void a_policy_takes_snapshots_while_saving() {
        AggregateRepository every = DefaultAggregateRepository.builder(TENANT, store())
                .snapshotPolicy(SnapshotPolicy.everyNEvents(3))
                .build();
        for (int i = 1; i <= 10; i++) {
            int amount = i;
            Await.value(every.update(Account.class, STREAM, account -> account.add(amount)));
        }

        assertThat(Await.value(raw().snapshots(TENANT))).isEqualTo(3);
        assertThat(Await.value(store().snapshots().get(TENANT, STREAM)).streamRevision())
                .isEqualTo(9);
        isAt(load(Long.MAX_VALUE), 10);
        assertThat(load(Long.MAX_VALUE).restored()).isTrue();
    }

    /** A4: with repositories of two stores, so that they really race. */
    @Test
    void updates_that_race_are_all_applied() {
        AggregateRepository one = accounts();
        AggregateRepository two = repository(second());
        List<Outcome<Boolean>> outcomes = Race.run(4, i -> () -> {
            for (int n = 0; n < 10; n++) {
                Await.value((i % 2 == 0 ? one : two).update(Account.class, STREAM, account -> account.add(1)));
            }
            return true;
        });

        assertThat(outcomes).allSatisfy(outcome -> assertThat(outcome.error()).isNull());
        assertThat(load(Long.MAX_VALUE).total()).isEqualTo(40);
        assertThat(read()).extracting(Commit::commitSequence).isSorted();
        assertThat(read()).last().extracting(Commit::streamRevision).isEqualTo(40L);
    }

    /** A4: another instance each time, and the last exception at the bound. */
    @Test
    void an_update_that_always_loses_ends_in_the_last_exception() {
        Await.value(accounts().save(new Account(STREAM).add(1)));
        EventStore losing = InterposedStore.losingRaces(store(), AggregateContract::winner);
        AggregateRepository bounded = DefaultAggregateRepository.builder(TENANT, losing)
                .maxAttempts(3)
                .build();
        Set<Account> instances = Collections.newSetFromMap(new IdentityHashMap<>());
        List<Long> versions = new ArrayList<>();

        NonConflictingCommitException lost =
                Await.error(NonConflictingCommitException.class, bounded.update(Account.class, STREAM, account -> {
                    instances.add(account);
                    versions.add(account.version());
                    account.add(100);
                }));

        assertThat(instances).hasSize(3);
        assertThat(versions).containsExactly(1L, 2L, 3L);
        assertThat(lost.attemptedSequence()).isEqualTo(4);
        assertThat(load(Long.MAX_VALUE).total()).isEqualTo(4);
    }

    private static Commit winner(Commit attempt) {
        return numbered(TENANT, STREAM, attempt.commitSequence(), attempt.streamRevision(), new Added(1));
    }

    /** A4: a conflict is the caller's to decide. */
    @Test
    void an_update_that_conflicts_is_not_repeated() {
        EventStore strict = second(FixtureOptions.defaults().withConflictDetector(ConflictDetector.strict()));
        commit(first(new Added(5)));
        AtomicInteger calls = new AtomicInteger();

        Await.error(
                ConflictingCommitException.class,
                repository(InterposedStore.losingRaces(strict, AggregateContract::winner))
                        .update(Account.class, STREAM, account -> {
                            calls.incrementAndGet();
                            account.add(2);
                        }));

        assertThat(calls).hasValue(1);
        assertThat(load(Long.MAX_VALUE).total()).isEqualTo(6);
    }

    /** A4: an error of the user's function writes nothing. */
    @Test
    void an_update_that_throws_writes_nothing() {
        Commit stored = Await.value(accounts().save(new Account(STREAM).add(1)));

        IllegalStateException error =
                Await.error(IllegalStateException.class, accounts().update(Account.class, STREAM, account -> {
                    account.add(2);
                    throw new IllegalStateException("of the user's");
                }));

        assertThat(error).hasMessage("of the user's");
        assertThat(read()).containsExactly(stored);
        assertThat(Await.value(accounts().update(Account.class, STREAM, account -> account.add(3)))
                        .total())
                .isEqualTo(4);
    }

    /** A5: the id stays the same, and meeting one's own commit is a success. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void saving_again_after_an_unknown_outcome_is_safe(boolean stored) {
        InterposedStore lossy = InterposedStore.losingAnswers(store(), stored ? 1 : 2, stored);
        AggregateRepository accounts = repository(lossy);
        Account account = new Account(STREAM).add(1, 2);

        Await.error(CommitOutcomeUnknownException.class, accounts.save(account));
        assertThat(account.uncommitted()).hasSize(2);
        if (!stored) {
            Await.error(CommitOutcomeUnknownException.class, accounts.save(account));
        }
        Commit saved = Await.value(accounts.save(account));

        assertThat(account.uncommitted()).isEmpty();
        assertThat(Set.copyOf(lossy.attempts())).hasSize(1);
        assertThat(read()).containsExactly(saved);
        Await.value(accounts.save(account.add(3)));
        isAt(load(Long.MAX_VALUE), 3);
    }

    /** A5: updates do so by themselves. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void an_update_meets_its_own_commit(boolean stored) {
        Await.value(accounts().save(new Account(STREAM).add(1)));
        InterposedStore lossy = InterposedStore.losingAnswers(store(), stored ? 1 : 3, stored);
        AtomicInteger calls = new AtomicInteger();

        Account updated = Await.value(repository(lossy).update(Account.class, STREAM, account -> {
            calls.incrementAndGet();
            account.add(2);
        }));

        assertThat(calls).hasValue(1);
        assertThat(updated.uncommitted()).isEmpty();
        isAt(load(Long.MAX_VALUE), 2);
        assertThat(read()).hasSize(2);
    }

    /** A6: in the middle of a commit and at the end of an older one. */
    @ParameterizedTest
    @ValueSource(longs = {0, 1, 2, 3, 4, 6, 8, 10})
    void saving_on_an_older_version_is_a_lost_race(long version) {
        List<Commit> stored = history();
        Account old = load(version).add(100);

        NonConflictingCommitException lost =
                Await.error(NonConflictingCommitException.class, accounts().save(old));

        assertThat(lost.headSequence()).isEqualTo(6);
        assertThat(lost.attemptedSequence()).isEqualTo(old.commitSequence() + 1);
        assertThat(read()).isEqualTo(stored);
    }

    /** A7. */
    @Test
    void an_event_without_a_handler_names_both_classes() {
        Commit stored = commit(first(new Added(1), new Account.Unhandled("x")));
        assertThat(stored.streamRevision()).isEqualTo(2);

        IllegalStateException error =
                Await.error(IllegalStateException.class, accounts().get(Account.class, STREAM));
        assertThat(error.getMessage()).contains(Account.class.getName()).contains(Account.Unhandled.class.getName());
        isAt(load(1), 1);
        assertThatThrownBy(() -> new Account("x").raiseUnhandled())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(Account.Unhandled.class.getName());
    }
}
