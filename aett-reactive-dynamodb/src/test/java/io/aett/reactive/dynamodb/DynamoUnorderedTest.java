package io.aett.reactive.dynamodb;

import static io.aett.reactive.testkit.events.TestEvents.noted;
import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.Commit;
import io.aett.reactive.DuplicateCommitException;
import io.aett.reactive.EventStore;
import io.aett.reactive.InvalidCommitException;
import io.aett.reactive.NonConflictingCommitException;
import io.aett.reactive.StorageException;
import io.aett.reactive.spi.AppendResult;
import io.aett.reactive.spi.CommitLog;
import io.aett.reactive.testkit.support.Await;
import io.aett.reactive.testkit.support.Outcome;
import io.aett.reactive.testkit.support.Race;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

/** A store without a global order: everything else holds. */
class DynamoUnorderedTest extends DynamoSuite {

    private EventStore initialized() {
        EventStore store = data().openUnordered();
        Await.done(store.management().initialize());
        return store;
    }

    @Test
    void commits_are_stored_read_and_refused_as_ever() {
        EventStore store = initialized();
        Commit first = commit(store, first(noted("a"), noted("b")));
        Commit second = commit(store, after(first, noted("c")));

        assertThat(read(data().openUnordered(), TENANT, STREAM)).containsExactly(first, second);
        assertThat(first.checkpointToken()).isZero();
        Await.error(
                NonConflictingCommitException.class,
                store.commits().commit(numbered(TENANT, STREAM, 2, 3, noted("x"))));
        Await.error(InvalidCommitException.class, store.commits().commit(numbered(TENANT, STREAM, 4, 4, noted("x"))));
        DuplicateCommitException duplicate = Await.error(
                DuplicateCommitException.class,
                store.commits()
                        .commit(builder(TENANT, STREAM, 3, 4, noted("x"))
                                .commitId(first.commitId())
                                .build()));
        assertThat(duplicate.storedCommit()).isEqualTo(first);
        assertThat(Await.all(items().items('l'))).isEmpty();
    }

    /** W7. */
    @Test
    void a_stamp_earlier_than_the_heads_takes_the_heads() {
        EventStore store = initialized();
        Commit first = commit(store, first(noted("a")));

        Commit second = commit(
                store,
                builder(TENANT, STREAM, 2, 2, noted("b"))
                        .commitStamp(STAMP.minusSeconds(5))
                        .build());

        assertThat(second.commitStamp()).isEqualTo(first.commitStamp());
        assertThat(read(store, TENANT, STREAM)).containsExactly(first, second);
    }

    @Test
    void one_of_sixteen_first_commits_wins() {
        EventStore one = initialized();
        EventStore two = data().openUnordered();

        List<Outcome<Commit>> outcomes =
                Race.of(16, i -> (i % 2 == 0 ? one : two).commits().commit(first(noted("n" + i))));

        assertThat(outcomes.stream().filter(Outcome::succeeded)).hasSize(1);
        assertThat(read(one, TENANT, STREAM)).hasSize(1);
    }

    @Test
    void what_would_need_an_order_says_so() {
        EventStore store = initialized();
        commit(store, first(noted("a")));
        for (Flux<?> reading : List.of(
                store.management().head().flux(),
                store.management().getFrom(0),
                store.management().follow(0),
                store.commits().getAllTo(TENANT, STAMP))) {
            StorageException refused = Await.error(StorageException.class, reading);
            assertThat(refused.getMessage()).contains("globalOrder(false)");
        }
    }

    /** M2, M5: the other store's idea of the generation is out of date when it writes, and it finds out. */
    @Test
    void after_a_purge_by_another_process_streams_begin_again() {
        EventStore one = initialized();
        EventStore two = data().openUnordered();
        List<Commit> before = new ArrayList<>();
        before.add(commit(two, first(noted("a"))));
        before.add(commit(two, after(before.get(0), noted("b"))));

        Await.done(one.management().purge(TENANT));

        assertThat(read(two, TENANT, STREAM)).isEmpty();
        Commit other = commit(two, firstOf(TENANT, "other", noted("c")));
        Await.error(InvalidCommitException.class, two.commits().commit(after(before.get(1), noted("d"))));
        Commit fresh = commit(two, first(noted("e")));
        assertThat(read(one, TENANT, STREAM)).containsExactly(fresh);
        assertThat(read(one, TENANT, "other")).containsExactly(other);
        assertThat(Await.value(raw().commits(TENANT))).isEqualTo(2);
    }

    /** What went into the dead generation before it was found out is seen by nobody and is purged next time. */
    @Test
    void a_first_commit_with_an_old_idea_of_the_generation_is_not_lost() {
        EventStore one = initialized();
        EventStore two = data().openUnordered();
        commit(two, firstOf(TENANT, "known", noted("a")));
        Await.done(one.management().purge(TENANT));

        Commit stored = commit(two, first(noted("b")));

        assertThat(read(one, TENANT, STREAM)).containsExactly(stored);
        assertThat(read(data().openUnordered(), TENANT, STREAM)).containsExactly(stored);
        Await.done(one.management().purge(TENANT));
        assertThat(Await.value(raw().commits(TENANT))).isZero();
    }

    @Test
    void many_streams_at_once_share_transactions() {
        initialized();
        CommitLog log = data().log(false);
        data().resetRequests();

        assertThat(Await.value(log.append(DynamoFixture.batch(TENANT, 100, 1))))
                .hasSize(100)
                .allMatch(AppendResult.Appended.class::isInstance);

        assertThat(data().requests.names().stream().filter("TransactWriteItems"::equals))
                .hasSize(4);
    }
}
