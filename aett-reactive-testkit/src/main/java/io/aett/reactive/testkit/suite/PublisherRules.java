package io.aett.reactive.testkit.suite;

import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.testkit.support.Await;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Comparator;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongFunction;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.reactivestreams.Publisher;
import org.reactivestreams.tck.PublisherVerification;
import org.reactivestreams.tck.TestEnvironment;
import org.testng.SkipException;
import org.testng.annotations.Test;

/** The rules of Reactive Streams for publishers, by the verification that belongs to the specification. */
final class PublisherRules {

    /** Rules that can be verified, of 38: eight are about what nobody sees from outside. */
    static final int OF_MANY = 30;

    static final int OF_NO_END = 20;
    static final int OF_ONE = 12;

    /** In the names of rules that the verification lets pass in silence where they do not hold. */
    private static final String SAME_FOR_ALL = "multicast_mustProduceTheSame";

    /** How long something may take that has to come. */
    private static final long BOUND_MILLIS = Await.BOUND.toMillis();

    /** How long nothing may come where nothing should. */
    private static final long QUIET_MILLIS = 20;

    /** How long is waited before the garbage collector is asked for a subscriber that has left. */
    private static final long COLLECTED_MILLIS = 50;

    private PublisherRules() {}

    /**
     * A test for each rule, and one for how many could be verified, so that none is passed over in silence.
     *
     * @param most elements of the publisher, {@code Long.MAX_VALUE} if it does not end
     * @param verified rules
     * @param publisher of so many elements
     * @param failing a publisher that fails, null if there is none
     */
    static Stream<DynamicTest> of(
            long most, int verified, LongFunction<Publisher<?>> publisher, @Nullable Publisher<?> failing) {
        return of(verified, new Verification(most, publisher, failing), method -> true);
    }

    /** As before, for a publisher without an end whose subscribers see what happens while they are there, so not the same elements. */
    static Stream<DynamicTest> ofNow(int verified, Publisher<?> publisher) {
        return of(
                verified,
                new Verification(Long.MAX_VALUE, count -> publisher, null),
                method -> !method.getName().contains(SAME_FOR_ALL));
    }

    private static Stream<DynamicTest> of(int verified, Verification rules, Predicate<Method> applies) {
        AtomicInteger done = new AtomicInteger();
        Stream<DynamicTest> each = Arrays.stream(PublisherVerification.class.getMethods())
                .filter(method -> method.isAnnotationPresent(Test.class))
                .filter(applies)
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
        private final @Nullable Publisher<?> failing;

        Verification(long most, LongFunction<Publisher<?>> publisher, @Nullable Publisher<?> failing) {
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
        public @Nullable Publisher<Object> createFailedPublisher() {
            return failing == null ? null : raw(failing);
        }
    }
}
