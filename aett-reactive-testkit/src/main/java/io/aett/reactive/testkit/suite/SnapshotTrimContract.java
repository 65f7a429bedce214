package io.aett.reactive.testkit.suite;

import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.EventStore;
import io.aett.reactive.Snapshot;
import io.aett.reactive.domain.AggregateRepository;
import io.aett.reactive.domain.DefaultAggregateRepository;
import io.aett.reactive.domain.SnapshotPolicy;
import io.aett.reactive.testkit.EventStoreFixture;
import io.aett.reactive.testkit.domain.Account;
import io.aett.reactive.testkit.events.TestEvents.State;
import io.aett.reactive.testkit.support.Await;
import io.aett.reactive.testkit.support.Outcome;
import io.aett.reactive.testkit.support.Race;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Removing older snapshots: S3, and A12 for policies. */
public abstract class SnapshotTrimContract extends ContractSuite<EventStoreFixture> {

    private static Snapshot snapshot(String tenant, String stream, long revision, String text) {
        return new Snapshot(tenant, stream, revision, revision, new State(text, revision), Map.of());
    }

    private void add(long... revisions) {
        for (long revision : revisions) {
            Await.done(store().snapshots().add(snapshot(TENANT, STREAM, revision, "s")));
        }
    }

    private void trim(int keep) {
        Await.done(store().snapshots().trim(TENANT, STREAM, keep));
    }

    /** The revisions of all snapshots, the newest first, as another store object finds them. */
    private List<Long> left() {
        List<Long> left = new ArrayList<>();
        long max = Long.MAX_VALUE;
        while (max >= 0) {
            Snapshot found = Await.valueOrNull(second().snapshots().get(TENANT, STREAM, max));
            if (found == null) {
                break;
            }
            left.add(found.streamRevision());
            max = found.streamRevision() - 1;
        }
        assertThat(Await.value(raw().snapshots(TENANT))).isEqualTo(left.size());
        return left;
    }

    /** S3: by revision, as numbers, in whatever order they were added. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 6, 100, Integer.MAX_VALUE})
    void the_newest_ones_stay(int keep) {
        add(9, 1000, 10, 0, 99);
        List<Long> all = List.of(1000L, 99L, 10L, 9L, 0L);

        trim(keep);
        assertThat(left()).isEqualTo(all.subList(0, Math.min(keep, all.size())));
        trim(keep);
        assertThat(left()).isEqualTo(all.subList(0, Math.min(keep, all.size())));
        assertThat(Await.value(store().snapshots().get(TENANT, STREAM))).isEqualTo(snapshot(TENANT, STREAM, 1000, "s"));
    }

    /** S3. */
    @Test
    void nobody_else_s_are_removed() {
        add(1, 2, 3);
        List<Snapshot> others = List.of(
                snapshot(TENANT, "other", 1, "a"),
                snapshot("other", STREAM, 1, "b"),
                snapshot(TENANT, STREAM + STREAM, 1, "c"));
        for (Snapshot other : others) {
            Await.done(store().snapshots().add(other));
            Await.done(store().snapshots().add(snapshot(other.tenantId(), other.streamId(), 2, "newer")));
        }
        fill(TENANT, STREAM, 2);
        var commits = readAll();

        trim(1);

        for (Snapshot other : others) {
            assertThat(Await.value(store().snapshots().get(other.tenantId(), other.streamId(), 1)))
                    .isEqualTo(other);
        }
        assertThat(Await.value(store().snapshots().get(TENANT, STREAM)).streamRevision())
                .isEqualTo(3);
        assertThat(Await.valueOrNull(store().snapshots().get(TENANT, STREAM, 2)))
                .isNull();
        assertThat(readAll()).isEqualTo(commits);
        assertThat(Await.value(store().commits().head(TENANT, STREAM)).snapshotRevision())
                .isEqualTo(3);
    }

    /** S3. */
    @Test
    void none_or_too_few_are_left_as_they_are() {
        trim(1);
        add(7);
        trim(1);
        trim(3);

        assertThat(left()).containsExactly(7L);
    }

    /** S3. */
    @ParameterizedTest
    @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
    void to_keep_none_is_refused(int keep) {
        add(1);

        IllegalArgumentException error =
                Await.error(IllegalArgumentException.class, store().snapshots().trim(TENANT, STREAM, keep));

        assertThat(error).hasMessageContaining("keep must be at least 1");
        assertThat(left()).containsExactly(1L);
    }

    /** S3, W8. */
    @Test
    void nothing_is_removed_before_subscription() {
        add(1, 2);
        Mono<Void> trimming = store().snapshots().trim(TENANT, STREAM, 1);
        assertThat(left()).containsExactly(2L, 1L);

        Await.done(trimming);
        add(3);
        Await.done(trimming);

        assertThat(left()).containsExactly(3L);
    }

    /** S3: many, and such as take more than one row. */
    @Test
    void many_and_large_ones_go_whole() {
        String text = "x".repeat((int) Math.min(600_000, data().limits().snapshotBytes() / 3));
        for (int revision = 1; revision <= 4; revision++) {
            Await.done(store().snapshots().add(snapshot(TENANT, STREAM, revision, text + revision)));
        }
        Await.done(Flux.range(5, 120)
                .flatMap(revision -> store().snapshots().add(snapshot(TENANT, STREAM, revision, "s")), 8)
                .then());
        trim(122);
        assertThat(Await.value(store().snapshots().get(TENANT, STREAM, 4)))
                .isEqualTo(snapshot(TENANT, STREAM, 4, text + 4));

        trim(2);

        assertThat(left()).containsExactly(124L, 123L);
        add(2);
        assertThat(Await.value(store().snapshots().get(TENANT, STREAM, 4))).isEqualTo(snapshot(TENANT, STREAM, 2, "s"));
    }

    /** S3: what is found never goes back, whoever adds and trims, and the greatest is there in the end. Beside a trim none may be found. */
    @Test
    void the_newest_is_never_removed_by_a_race() {
        EventStore one = store();
        EventStore two = second();
        add(1);
        AtomicBoolean done = new AtomicBoolean();
        List<Outcome<Boolean>> outcomes = Race.run(4, i -> () -> {
            EventStore mine = i % 2 == 0 ? one : two;
            if (i < 2) {
                try {
                    for (int n = 1; n <= 25; n++) {
                        Await.done(mine.snapshots().add(snapshot(TENANT, STREAM, 2L * n + i, "s")));
                        Await.done(mine.snapshots().trim(TENANT, STREAM, 1));
                    }
                } finally {
                    done.set(true);
                }
                return true;
            }
            for (long last = 1; !done.get(); ) {
                Snapshot found = Await.valueOrNull(mine.snapshots().get(TENANT, STREAM));
                if (found != null) {
                    assertThat(found.streamRevision()).isGreaterThanOrEqualTo(last);
                    last = found.streamRevision();
                }
            }
            return true;
        });

        assertThat(outcomes).allSatisfy(outcome -> assertThat(outcome.error()).isNull());
        trim(1);
        assertThat(left()).containsExactly(51L);
    }

    /** S3, M5: a purge begins anew. */
    @Test
    void after_a_purge_only_what_came_since_counts() {
        add(100, 200);
        Await.done(store().management().purge(TENANT));
        add(1, 2, 3);

        trim(2);

        assertThat(left()).containsExactly(3L, 2L);
    }

    /** S3, M6: beside purges, what was added after the last of them stays. */
    @Test
    void beside_a_purge_nothing_newer_is_removed() {
        for (int round = 1; round <= 3; round++) {
            add(10, 20, 30);
            List<Outcome<Boolean>> outcomes = Race.of(
                    2,
                    i -> (i == 0
                                    ? store().management().purge(TENANT)
                                    : second().snapshots().trim(TENANT, STREAM, 1))
                            .thenReturn(true));
            assertThat(outcomes).allMatch(Outcome::succeeded);
            add(5);
            assertThat(left()).containsExactly(5L);
            Await.done(store().management().purge(TENANT));
        }
    }

    /** A12: as the policy says. */
    @Test
    void a_policy_keeps_so_many() {
        AggregateRepository accounts = DefaultAggregateRepository.builder(TENANT, store())
                .snapshotPolicy(SnapshotPolicy.everyNEvents(2).keep(2))
                .build();
        for (int i = 1; i <= 11; i++) {
            Await.value(accounts.update(Account.class, STREAM, account -> account.add(1)));
        }

        assertThat(left()).containsExactly(10L, 8L);
        Account account = Await.value(accounts.get(Account.class, STREAM));
        assertThat(account.restored()).isTrue();
        assertThat(account.total()).isEqualTo(11);
        assertThat(Await.value(accounts.get(Account.class, STREAM, 7)).total()).isEqualTo(7);
    }
}
