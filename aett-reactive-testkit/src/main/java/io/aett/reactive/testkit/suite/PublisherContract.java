package io.aett.reactive.testkit.suite;

import static io.aett.reactive.testkit.suite.PublisherRules.OF_MANY;
import static io.aett.reactive.testkit.suite.PublisherRules.OF_NO_END;
import static io.aett.reactive.testkit.suite.PublisherRules.OF_ONE;

import io.aett.reactive.Commit;
import io.aett.reactive.EventStore;
import io.aett.reactive.Snapshot;
import io.aett.reactive.testkit.EventStoreFixture;
import io.aett.reactive.testkit.events.TestEvents;
import io.aett.reactive.testkit.events.TestEvents.State;
import io.aett.reactive.testkit.support.Await;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * R7 by the rules of Reactive Streams: what a store returns is put through the verification of publishers that belongs to the
 * specification.
 *
 * <p>A class that extends this needs {@code org.reactivestreams:reactive-streams-tck} among its dependencies, which the testkit does not
 * bring along.
 */
public abstract class PublisherContract extends ContractSuite<EventStoreFixture> {

    private static final int STORED = 40;
    private static final String SPACE = "publishers";

    private final AtomicInteger made = new AtomicInteger();

    @TestFactory
    Stream<DynamicTest> a_stream() {
        storedCommits();
        return rules(
                STORED,
                OF_MANY,
                count -> store().commits().get(TENANT, STREAM, STORED - count + 1, Long.MAX_VALUE),
                closed -> closed.commits().get(TENANT, STREAM));
    }

    @TestFactory
    Stream<DynamicTest> a_stream_up_to_a_time() {
        storedCommits();
        return rules(
                STORED,
                OF_MANY,
                count -> store().commits().getTo(TENANT, STREAM, STAMP.plusSeconds(count)),
                closed -> closed.commits().getTo(TENANT, STREAM, STAMP));
    }

    @TestFactory
    Stream<DynamicTest> a_tenant_up_to_a_time() {
        storedCommits();
        return rules(
                STORED,
                OF_MANY,
                count -> store().commits().getAllTo(TENANT, STAMP.plusSeconds(count)),
                closed -> closed.commits().getAllTo(TENANT, STAMP));
    }

    @TestFactory
    Stream<DynamicTest> the_log() {
        List<Commit> stored = storedCommits();
        return rules(
                STORED,
                OF_MANY,
                count -> store().management().getFrom(before(stored, count)),
                closed -> closed.management().getFrom(0));
    }

    /** It never completes, and not all rules cancel what they have subscribed to: closing the store ends what is left. */
    @TestFactory
    Stream<DynamicTest> followers() {
        storedCommits();
        EventStore own = second();
        return rules(
                        Long.MAX_VALUE,
                        OF_NO_END,
                        count -> own.management().follow(0),
                        closed -> closed.management().follow(0))
                .onClose(() -> Await.done(own.close()));
    }

    @TestFactory
    Stream<DynamicTest> states() {
        Await.done(Flux.range(0, STORED)
                .concatMap(i -> store().states().create(SPACE, "%04d".formatted(i), new byte[] {1}))
                .then());
        return rules(
                STORED,
                OF_MANY,
                count -> store().states().scan(SPACE, "%04d".formatted(STORED - count)),
                closed -> closed.states().scan(SPACE, ""));
    }

    @TestFactory
    Stream<DynamicTest> commits_and_snapshots() {
        return rules(1, OF_ONE, count -> count == 0 ? addition(store()) : commit(store()), closed -> commit(closed));
    }

    @TestFactory
    Stream<DynamicTest> single_commits() {
        Commit stored = commit(first(TestEvents.noted("one")));
        return rules(
                1,
                OF_ONE,
                count -> store().commits().find(TENANT, STREAM, count == 0 ? UUID.randomUUID() : stored.commitId()),
                closed -> closed.commits().find(TENANT, STREAM, stored.commitId()));
    }

    private static Mono<Void> addition(EventStore store) {
        return store.snapshots().add(new Snapshot(TENANT, STREAM, 1, 1, new State("one", 1), Map.of()));
    }

    /** A new one for each subscriber. */
    private Mono<Commit> commit(EventStore store) {
        return Mono.defer(() ->
                store.commits().commit(firstOf(TENANT, "new-" + made.incrementAndGet(), TestEvents.noted("new"))));
    }

    /** A second apart, the first a second after the moment of most. */
    private List<Commit> storedCommits() {
        return Await.all(Flux.range(1, STORED)
                .concatMap(i -> store().commits()
                        .commit(builder(TENANT, STREAM, i, i, TestEvents.noted("n" + i))
                                .commitStamp(STAMP.plusSeconds(i))
                                .build())));
    }

    private static long before(List<Commit> stored, long count) {
        return count >= STORED ? 0 : stored.get((int) (STORED - count - 1)).checkpointToken();
    }

    private Stream<DynamicTest> rules(
            long most,
            int verified,
            LongFunction<Publisher<?>> publisher,
            Function<EventStore, Publisher<?>> ofClosed) {
        EventStore closed = second();
        Await.done(closed.close());
        return PublisherRules.of(most, verified, publisher, ofClosed.apply(closed));
    }
}
