package io.aett.reactive.dynamodb;

import static io.aett.reactive.testkit.events.TestEvents.noted;
import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.Commit;
import io.aett.reactive.EventStore;
import io.aett.reactive.InvalidCommitException;
import io.aett.reactive.sealedlog.Patience;
import io.aett.reactive.testkit.FixtureOptions;
import io.aett.reactive.testkit.support.Await;
import io.aett.reactive.testkit.support.Recorder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The global order when a writer stalls at the worst moment, and when the counter is not what it was. */
class DynamoOrderTest extends DynamoSuite {

    private final Gate gate = new Gate();

    /** A store whose commits wait at the gate from now on, when all that goes before them is done. */
    private EventStore stalled() {
        return stalled(Step.COMMIT);
    }

    private EventStore stalled(Step step) {
        store();
        EventStore store = data().openThrough(FixtureOptions.defaults(), gate);
        gate.closeFor(step.method, step::is);
        return store;
    }

    private List<Entry> entries() {
        return Await.all(items().items('l')).stream().flatMap(Lanes::entriesOf).toList();
    }

    private Recorder<Commit> stall(EventStore store, Commit commit) {
        Recorder<Commit> writer = Recorder.of(store.commits().commit(commit));
        Await.until(() -> "a request at the gate", () -> gate.waiting() > 0 && data().openResources() == 0);
        return writer;
    }

    private EventStore sealing(Duration delay) {
        store();
        return data().open(FixtureOptions.defaults(), builder -> builder.sealDelay(delay));
    }

    @Test
    void a_writer_that_stalls_before_it_fills_its_position_loses_it_and_takes_another() {
        Commit before = commit(first(noted("before")));
        Recorder<Commit> late = stall(stalled(), firstOf(TENANT, "late", noted("late")));
        Commit after = commit(firstOf(TENANT, "other", noted("after")));
        Recorder<Commit> follower =
                Recorder.of(sealing(Duration.ofMillis(1)).management().follow(0));
        assertThat(follower.await(2)).containsExactly(before, after);

        gate.open();

        Commit stored = late.awaitCompletion().get(0);
        assertThat(stored.checkpointToken()).isGreaterThan(after.checkpointToken());
        assertThat(follower.await(3)).containsExactly(before, after, stored);
        assertThat(readAll()).containsExactly(before, after, stored);
        follower.dispose();
    }

    @Test
    void a_writer_that_nobody_waited_for_keeps_its_position() {
        Commit before = commit(first(noted("before")));
        Recorder<Commit> late = stall(stalled(), firstOf(TENANT, "late", noted("late")));
        Commit after = commit(firstOf(TENANT, "other", noted("after")));

        gate.open();

        Commit stored = late.awaitCompletion().get(0);
        assertThat(stored.checkpointToken()).isBetween(before.checkpointToken(), after.checkpointToken());
        assertThat(readAll()).containsExactly(before, stored, after);
    }

    /** G3: it had taken its position before its predecessor took one. */
    @Test
    void a_commit_never_comes_before_its_predecessor_in_the_order() {
        EventStore stalled = stalled(Step.HEAD);
        Recorder<Commit> second = stall(stalled, numbered(TENANT, STREAM, 2, 2, noted("second")));
        Commit first = commit(first(noted("first")));

        gate.open();

        Commit stored = second.awaitCompletion().get(0);
        assertThat(stored.checkpointToken()).isGreaterThan(first.checkpointToken());
        assertThat(readAll()).containsExactly(first, stored);
    }

    /** M2: it goes to where nobody looks any more. */
    @Test
    void a_writer_stalled_across_a_purge_brings_no_old_number_back() {
        List<Commit> old = fill(TENANT, STREAM, 2);
        Recorder<Commit> third = stall(stalled(), after(old.get(1), noted("third")));
        Await.done(store().management().purge(TENANT));
        List<Commit> fresh = fill(TENANT, STREAM, 2);

        gate.open();

        third.awaitCompletion();
        assertThat(read()).isEqualTo(fresh);
        assertThat(readAll()).isEqualTo(fresh);
        assertThat(Await.value(raw().commits(TENANT))).isEqualTo(3);
        Await.done(store().management().purge(TENANT));
        assertThat(Await.value(raw().commits(TENANT))).isZero();
    }

    /** M2: the generation that it knows is over before it looks where its stream ends. */
    @Test
    void a_writer_stalled_before_it_looks_is_refused_after_a_purge() {
        List<Commit> old = fill(TENANT, STREAM, 2);
        Recorder<Commit> third = stall(stalled(Step.GENERATION), after(old.get(1), noted("third")));
        Await.done(store().management().purge(TENANT));
        List<Commit> fresh = fill(TENANT, STREAM, 1);

        gate.open();

        assertThat(third.awaitError()).isInstanceOf(InvalidCommitException.class);
        assertThat(read()).isEqualTo(fresh);
        assertThat(readAll()).isEqualTo(fresh);
    }

    /** M2: it began before the purge, and was purged, though it ended after it. */
    @Test
    void a_stream_begun_by_a_writer_stalled_across_a_purge_is_seen_by_nobody() {
        Commit other = commit(firstOf("tenant-2", STREAM, noted("other")));
        Recorder<Commit> writer = stall(stalled(), first(noted("a")));
        Await.done(store().management().purge(TENANT));
        gate.open();
        writer.awaitCompletion();

        assertThat(read()).isEmpty();
        assertThat(readAll()).containsExactly(other);
        assertThat(Await.all(store().commits().getAllTo(TENANT, STAMP))).isEmpty();

        Commit fresh = commit(first(noted("b")));
        assertThat(read()).containsExactly(fresh);
        assertThat(readAll()).containsExactly(other, fresh);

        Await.done(store().management().purge(TENANT));
        assertThat(Await.value(raw().commits(TENANT))).isZero();
    }

    /** What was sent before the purge took effect is no hole: its position is a tombstone. */
    @Test
    void a_purge_leaves_no_position_open() {
        List<Commit> purged = new ArrayList<>(together(store(), TENANT, 40));
        Commit other = commit(firstOf("tenant-2", STREAM, noted("other")));
        Await.done(store().management().purge(TENANT));

        assertThat(readAll()).containsExactly(other);
        List<Entry> entries = entries();
        assertThat(entries).hasSizeGreaterThanOrEqualTo(purged.size() + 1);
        assertThat(entries.stream().filter(entry -> !entry.isClosed())).hasSize(1);
    }

    @Test
    void a_counter_that_was_set_back_heals_with_the_next_commit() {
        List<Commit> stored = new ArrayList<>(fill(TENANT, STREAM, 40));
        setCounter(3);

        Commit next = commit(firstOf(TENANT, "next", noted("next")));
        stored.add(next);

        assertThat(next.checkpointToken()).isGreaterThan(stored.get(39).checkpointToken());
        assertThat(readAll()).isEqualTo(stored);
        assertWorks(stored);
    }

    /** The stream's own commits are above the position, so not even a free one is taken. */
    @Test
    void a_counter_that_was_set_back_heals_for_many_writers_at_once() {
        List<Commit> stored = new ArrayList<>(fill(TENANT, STREAM, 40));
        setCounter(20);

        List<Commit> more = together(second(), TENANT, 30);

        stored.addAll(more);
        assertThat(readAll()).isEqualTo(stored);
    }

    @Test
    void initialize_moves_a_counter_that_was_set_back_by_a_restore() {
        List<Commit> stored = fill(TENANT, STREAM, 40);
        setCounter(3);
        assertThat(readAll()).hasSize(3);

        Await.done(second().management().initialize());

        assertThat(readAll()).isEqualTo(stored);
    }

    private void setCounter(long value) {
        Map<String, AttributeValue> counter =
                new HashMap<>(Await.value(items().items('m').single()));
        counter.put("n", Items.number(value));
        Await.done(items().put(counter));
    }

    /** A dead writer is waited for once, and then never again by anybody. */
    @Test
    void positions_of_writers_that_died_are_closed_for_all() {
        Commit before = commit(first(noted("before")));
        for (int i = 0; i < 3; i++) {
            Await.done(Mono.fromFuture(() -> DynamoFixture.rawClient()
                    .updateItem(update -> update.tableName(data().table)
                            .key(Keys.counter())
                            .updateExpression("ADD n :one")
                            .expressionAttributeValues(Map.of(":one", Items.number(1))))));
        }
        Commit after = commit(firstOf(TENANT, "other", noted("after")));

        assertThat(all(sealing(Duration.ofMillis(1)))).containsExactly(before, after);
        assertThat(entries()).hasSize(5);
        data().resetRequests();
        assertThat(readAll()).containsExactly(before, after);
        assertThat(data().requests.names()).containsExactly("BatchGetItem", "GetItem", "Query");
    }

    /** R2: each page sees more than the one before, and the read shows what there was when it began. */
    @Test
    void a_read_of_a_tenant_never_shows_a_commit_without_its_predecessor() {
        commit(firstOf(TENANT, "before", noted("1")));
        Commit first = commit(first(noted("first")));
        Recorder<Commit> second = stall(stalled(), after(first, noted("second")));
        Commit between = commit(firstOf(TENANT, "between", noted("2")));
        commit(firstOf(TENANT, "behind", noted("3")));
        EventStore reading = data().open(FixtureOptions.defaults().withPageSize(3));
        Recorder<Commit> reader = Recorder.of(reading.commits().getAllTo(TENANT, STAMP.plusSeconds(60)), 1);
        reader.await(1);
        Await.until(() -> "the page", () -> data().openResources() == 0);
        gate.open();
        Commit late = second.awaitCompletion().get(0);
        commit(after(late, noted("third")));

        reader.request(100);

        assertThat(late.checkpointToken()).isLessThan(between.checkpointToken());
        assertThat(reader.awaitCompletion())
                .filteredOn(commit -> commit.streamId().equals(STREAM))
                .containsExactly(first);
    }

    /** Each of its tries takes longer than the other process's readers wait by themselves. */
    @Test
    void a_writer_that_is_slower_than_readers_in_other_processes_gets_on() {
        Commit before = commit(first(noted("before")));
        EventStore looking = data().open(
                        FixtureOptions.defaults(),
                        builder -> builder.sealDelay(Duration.ofMillis(10))
                                .minPollInterval(Duration.ofMillis(10))
                                .maxPollInterval(Duration.ofMillis(10)));
        Recorder<Commit> follower = Recorder.of(looking.management().follow(0));
        follower.await(1);
        EventStore slow = data().openThrough(FixtureOptions.defaults().withTimeouts(Duration.ofSeconds(15)), gate);
        gate.slowDown("putItem", Duration.ofSeconds(1));

        Commit stored = commit(slow, firstOf(TENANT, "late", noted("late")));

        assertThat(follower.await(2)).containsExactly(before, stored);
        follower.dispose();
    }

    /** It goes with the positions, and is read with the head; the item holds a few, the oldest go. */
    @Test
    void what_writers_ask_for_is_read_with_the_head() {
        store();
        Counter counter = new Counter(new Table(DynamoFixture.rawClient(), data().table, Schedulers.parallel()));
        Await.value(counter.take(2, Duration.ZERO));
        assertThat(Await.value(counter.seen()).announced()).isEmpty();

        for (int i = 1; i <= 40; i++) {
            Await.value(counter.take(3, Duration.ofSeconds(i)));
        }

        Counter.Seen seen = Await.value(counter.seen());
        assertThat(seen.head().last()).isEqualTo(122);
        assertThat(seen.announced())
                .hasSizeBetween(8, 16)
                .contains(new Patience(120, 122, Duration.ofSeconds(40)))
                .allMatch(patience -> patience.last() - patience.first() == 2)
                .filteredOn(patience -> patience.first() >= 120 - 3 * 7)
                .hasSize(8);
        assertThat(Items.size(Await.value(items().items('m').single()))).isLessThan(1024);
    }
}
