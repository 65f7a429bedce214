package io.aett.reactive.testkit.suite;

import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.Commit;
import io.aett.reactive.EventStore;
import io.aett.reactive.Snapshot;
import io.aett.reactive.testkit.EventStoreFixture;
import io.aett.reactive.testkit.events.TestEvents;
import io.aett.reactive.testkit.events.TestEvents.State;
import io.aett.reactive.testkit.support.Await;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Comparator;
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
import org.reactivestreams.tck.PublisherVerification;
import org.reactivestreams.tck.TestEnvironment;
import org.testng.SkipException;
import org.testng.annotations.Test;
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

    /** How long something may take that has to come. */
    private static final long BOUND_MILLIS = Await.BOUND.toMillis();

    /** How long nothing may come where nothing should. */
    private static final long QUIET_MILLIS = 20;

    /** How long is waited before the garbage collector is asked for a subscriber that has left. */
    private static final long COLLECTED_MILLIS = 50;

    /** Rules that can be verified, of 38: eight are about what nobody sees from outside. */
    private static final int OF_MANY = 30;

    private static final int OF_NO_END = 20;
    private static final int OF_ONE = 12;

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

    /**
     * A test for each rule, and one for how many could be verified, so that none is passed over in silence.
     *
     * @param most elements of the publisher, {@code Long.MAX_VALUE} if it does not end
     * @param verified rules
     * @param publisher of so many elements
     * @param failing a publisher of a store that is closed
     */
    private Stream<DynamicTest> rules(
            long most, int verified, LongFunction<Publisher<?>> publisher, Function<EventStore, Publisher<?>> failing) {
        EventStore closed = second();
        Await.done(closed.close());
        Verification rules = new Verification(most, publisher, failing.apply(closed));
        AtomicInteger done = new AtomicInteger();
        Stream<DynamicTest> each = Arrays.stream(PublisherVerification.class.getMethods())
                .filter(method -> method.isAnnotationPresent(Test.class))
                .sorted(Comparator.comparing(Method::getName))
                .map(method -> DynamicTest.dynamicTest(method.getName(), () -> verify(rules, method, done)));
        return Stream.concat(
                each,
                Stream.of(DynamicTest.dynamicTest(
                        verified + " rules were verified",
                        () -> assertThat(done).hasValue(verified))));
    }

    private static void verify(Verification rules, Method method, AtomicInteger done) throws Throwable {
        rules.setUp();
        try {
            method.invoke(rules);
            done.incrementAndGet();
        } catch (InvocationTargetException e) {
            if (!(e.getCause() instanceof SkipException)) {
                throw e.getCause();
            }
        }
    }

    private static final class Verification extends PublisherVerification<Object> {
        private final long most;
        private final LongFunction<Publisher<?>> publisher;
        private final Publisher<?> failing;

        Verification(long most, LongFunction<Publisher<?>> publisher, Publisher<?> failing) {
            super(new TestEnvironment(BOUND_MILLIS, QUIET_MILLIS, 1), COLLECTED_MILLIS);
            this.most = most;
            this.publisher = publisher;
            this.failing = failing;
        }

        /** The publisher itself, with nothing around it; it is only read from. */
        @SuppressWarnings("unchecked")
        private static Publisher<Object> raw(Publisher<?> publisher) {
            return (Publisher<Object>) publisher;
        }

        @Override
        public long maxElementsFromPublisher() {
            return most;
        }

        @Override
        public Publisher<Object> createPublisher(long elements) {
            return raw(publisher.apply(elements));
        }

        @Override
        public Publisher<Object> createFailedPublisher() {
            return raw(failing);
        }
    }
}
