package io.aett.reactive.testkit.suite;

import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.Commit;
import io.aett.reactive.EventStore;
import io.aett.reactive.testkit.EventStoreFixture;
import io.aett.reactive.testkit.FixtureOptions;
import io.aett.reactive.testkit.RawView;
import io.aett.reactive.testkit.always.AlwaysOn;
import io.aett.reactive.testkit.domain.Account.Added;
import io.aett.reactive.testkit.events.TestEvents;
import io.aett.reactive.testkit.support.Await;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.publisher.Flux;

/**
 * What all suites share: a fixture per test, a store on it, and after each test nothing left open.
 *
 * @param <F> the fixture type, with the capabilities that the suite needs
 */
@ExtendWith(AlwaysOn.class)
public abstract class ContractSuite<F extends EventStoreFixture> {

    /** The tenant of most tests. */
    protected static final String TENANT = "tenant";

    /** The stream of most tests. */
    protected static final String STREAM = "stream";

    /** The stamp of most commits; whole microseconds. */
    protected static final Instant STAMP = Instant.parse("2024-05-06T07:08:09.123456Z");

    private @Nullable F current;
    private @Nullable EventStore store;
    private int baseline;

    /** A new fixture: called once before each test. */
    protected abstract F fixture();

    @BeforeEach
    final void takeFixture() {
        F fixture = fixture();
        current = fixture;
        store = null;
        baseline = fixture.openResources();
    }

    @AfterEach
    final void giveBackFixture() {
        F fixture = data();
        try {
            Await.until(
                    () -> fixture.openResources() + " open resources, " + baseline + " before the test",
                    () -> fixture.openResources() <= baseline);
        } finally {
            Await.done(fixture.dispose());
        }
    }

    /** The fixture of this test. */
    protected final F data() {
        F fixture = current;
        if (fixture == null) {
            throw new IllegalStateException("no fixture outside of a test");
        }
        return fixture;
    }

    /** Of so many operations of a run, counted from 1, those that fail one at a time: as many as the fixture has, spread evenly. */
    protected final List<Integer> someOf(int operations) {
        int step = 1 + (operations - 1) / data().manyFailures();
        return IntStream.iterate(1, number -> number <= operations, number -> number + step)
                .boxed()
                .toList();
    }

    /** The stored data. */
    protected final RawView raw() {
        return data().raw();
    }

    /** The store of this test, initialized, with default options. */
    protected final EventStore store() {
        EventStore present = store;
        if (present == null) {
            present = data().open(FixtureOptions.defaults());
            Await.done(present.management().initialize());
            store = present;
        }
        return present;
    }

    /** Another store on the same data, as if of another process. */
    protected final EventStore second() {
        return second(FixtureOptions.defaults());
    }

    /** As {@link #second()}, with options. */
    protected final EventStore second(FixtureOptions options) {
        store();
        return data().open(options);
    }

    /** Commits through the store of this test, and waits. */
    protected final Commit commit(Commit commit) {
        return commit(store(), commit);
    }

    /** Commits and waits. */
    protected static Commit commit(EventStore store, Commit commit) {
        return Await.value(store.commits().commit(commit));
    }

    /** The whole stream {@link #STREAM}, read now. */
    protected final List<Commit> read() {
        return read(store(), TENANT, STREAM);
    }

    /** A whole stream, read now. */
    protected static List<Commit> read(EventStore store, String tenantId, String streamId) {
        return Await.all(store.commits().get(tenantId, streamId));
    }

    /** Everything in the store, in checkpoint order. */
    protected final List<Commit> readAll() {
        return Await.all(store().management().getFrom(0));
    }

    /** A stream's first commit, to be stored. */
    protected static Commit first(Object... events) {
        return firstOf(TENANT, STREAM, events);
    }

    /** A stream's first commit, to be stored. */
    protected static Commit firstOf(String tenantId, String streamId, Object... events) {
        return numbered(tenantId, streamId, 1, events.length, events);
    }

    /** The commit that follows {@code previous}. */
    protected static Commit after(Commit previous, Object... events) {
        return numbered(
                previous.tenantId(),
                previous.streamId(),
                previous.commitSequence() + 1,
                previous.streamRevision() + events.length,
                events);
    }

    /** A commit with these numbers. */
    protected static Commit numbered(String tenantId, String streamId, long sequence, long revision, Object... events) {
        return builder(tenantId, streamId, sequence, revision, events).build();
    }

    /** A builder of a commit with these numbers and a new id. */
    protected static Commit.Builder builder(
            String tenantId, String streamId, long sequence, long revision, Object... events) {
        Commit.Builder builder = Commit.builder()
                .tenantId(tenantId)
                .streamId(streamId)
                .commitSequence(sequence)
                .streamRevision(revision)
                .commitStamp(STAMP);
        for (Object event : events) {
            builder.event(event);
        }
        return builder;
    }

    /** Stores this many commits, one after the other, of as many events as {@code sizes} says, beginning again at its end. */
    protected final List<Commit> fill(String tenantId, String streamId, int commits, int... sizes) {
        List<Commit> stored = new ArrayList<>();
        for (int i = 0; i < commits; i++) {
            Object[] events = new Object[sizes.length == 0 ? 1 : sizes[i % sizes.length]];
            for (int e = 0; e < events.length; e++) {
                events[e] = TestEvents.noted(i + "." + e);
            }
            stored.add(commit(
                    stored.isEmpty()
                            ? firstOf(tenantId, streamId, events)
                            : after(stored.get(stored.size() - 1), events)));
        }
        return stored;
    }

    /** Stores one commit in each of this many streams, many at a time; in checkpoint order. */
    protected final List<Commit> scatter(int streams) {
        return scatter(TENANT, streams);
    }

    /** As {@link #scatter(int)}, for any tenant. */
    protected final List<Commit> scatter(String tenantId, int streams) {
        List<Commit> stored = new ArrayList<>(Await.all(Flux.range(0, streams)
                .flatMap(
                        i -> store().commits().commit(firstOf(tenantId, "scattered-" + i, TestEvents.noted("s" + i))),
                        128)));
        assertThat(stored).hasSize(streams);
        stored.sort((a, b) -> Long.compare(a.checkpointToken(), b.checkpointToken()));
        return stored;
    }

    /** Six commits of one to three events each, amounts 1, 2, 3 and so on: eleven events. */
    protected final List<Commit> history() {
        List<Commit> stored = new ArrayList<>();
        int amount = 0;
        for (int size : new int[] {1, 3, 2, 1, 3, 1}) {
            Object[] events = new Object[size];
            for (int e = 0; e < size; e++) {
                events[e] = new Added(++amount);
            }
            Commit next = stored.isEmpty() ? first(events) : after(stored.get(stored.size() - 1), events);
            stored.add(commit(next.toBuilder()
                    .commitStamp(STAMP.plusSeconds(stored.size()))
                    .build()));
        }
        return stored;
    }

    /** The commit ids, in order. */
    protected static List<UUID> ids(List<Commit> commits) {
        return commits.stream().map(Commit::commitId).toList();
    }
}
