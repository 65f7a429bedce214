package io.aett.reactive.testkit.suite;

import io.aett.reactive.Commit;
import io.aett.reactive.EngineListener;
import io.aett.reactive.EventStore;
import io.aett.reactive.testkit.EventStoreFixture;
import io.aett.reactive.testkit.RequestCounting;
import io.aett.reactive.testkit.events.TestEvents;
import io.aett.reactive.testkit.support.Await;
import io.aett.reactive.testkit.support.Footprint;
import io.aett.reactive.testkit.support.Seeded;
import java.time.Duration;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.publisher.Operators;
import reactor.core.scheduler.Schedulers;

/**
 * W9 and R7, many times: what is cancelled at any moment leaves no connection, no cursor, no place in a queue, no follower, no thread and no
 * memory behind.
 *
 * <p>How often depends on the class that extends this: some hundred times show what is left each time, a hundred thousand also what is left
 * now and then.
 */
public abstract class ResourcesContract extends ContractSuite<EventStoreFixture> {

    private static final Logger LOG = LoggerFactory.getLogger(ResourcesContract.class);
    private static final int AT_ONCE = 8;
    private static final int ROUND = 1000;
    private static final int KINDS = 6;

    private static final long SHORTEST = TimeUnit.MICROSECONDS.toNanos(100);
    private static final long LONGEST = TimeUnit.MILLISECONDS.toNanos(20);

    private static final Duration SETTLED_WITHIN = Duration.ofMinutes(2);

    private final AtomicReference<EngineListener.Figures> figures = new AtomicReference<>();

    /** How often each test subscribes and cancels. */
    protected abstract int times();

    /** W9 and R7. */
    @Test
    void cancelled_commits_and_reads_leave_nothing_behind() {
        AtomicInteger made = new AtomicInteger();
        repeatedly(kind -> operation(kind, made.incrementAndGet()));
    }

    /** R7. */
    @Test
    void followers_that_come_and_go_leave_nothing_behind() {
        AtomicInteger made = new AtomicInteger();
        repeatedly(kind -> switch (kind) {
            case 0 -> operation(0, made.incrementAndGet());
            case 1 -> observed().management().head().flatMapMany(observed().management()::follow);
            case 2 -> observed().management().follow(0).take(3);
            default -> observed().management().follow(0);
        });
    }

    private Publisher<?> operation(int kind, int number) {
        EventStore store = observed();
        Commit commit = firstOf(TENANT, STREAM + number % ROUND, TestEvents.noted("n" + number));
        return switch (kind) {
            case 0, 1 -> store.commits().commit(commit);
            case 2 -> store.commits().get(TENANT, STREAM + 1);
            case 3 -> store.management().getFrom(0);
            case 4 -> store.states().scan("resources", "");
            default -> store.commits().find(TENANT, STREAM + 1, commit.commitId());
        };
    }

    private EventStore observed() {
        if (figures.get() == null) {
            store().listen(new EngineListener() {
                @Override
                public void attached(Figures attached) {
                    figures.set(attached);
                }
            });
        }
        return store();
    }

    private void repeatedly(IntFunction<Publisher<?>> operation) {
        observed();
        Seeded.run(random -> {
            round(Math.min(ROUND, times()), usual(operation), random, operation);
            Use before = settled(null);
            for (int left = times(); left > 0; left -= ROUND) {
                round(Math.min(ROUND, left), usual(operation), random, operation);
            }
            Use after = settled(before);
            LOG.info("{} times: {} before, {} after", times(), before, after);
        });
    }

    /** Cancels each at a moment of its own, of all in which it may be; what it comes to does not matter. */
    private void round(int times, long nanos, Random random, IntFunction<Publisher<?>> operation) {
        Await.done(Flux.range(0, times)
                .map(i -> new long[] {random.nextInt(KINDS), random.nextLong(nanos)})
                .flatMap(drawn -> left(operation.apply((int) drawn[0]), drawn[1]), AT_ONCE)
                .then());
        Await.done(store().management().purge(TENANT));
        if (data() instanceof RequestCounting counting) {
            counting.resetRequests();
        }
    }

    /** Completes when it has ended, or was cancelled after so long. */
    private static Mono<Void> left(Publisher<?> operation, long nanos) {
        return Mono.create(sink -> {
            Caller caller = new Caller(sink);
            operation.subscribe(caller);
            Schedulers.parallel().schedule(caller::leave, nanos, TimeUnit.NANOSECONDS);
        });
    }

    /** Reactor's own subscribers drop the error that comes in the moment in which they cancel; here nobody looks at it. */
    private static final class Caller extends Operators.DeferredSubscription implements CoreSubscriber<Object> {

        private final MonoSink<Void> ended;

        Caller(MonoSink<Void> ended) {
            this.ended = ended;
        }

        void leave() {
            cancel();
            ended.success();
        }

        @Override
        public void onSubscribe(Subscription subscription) {
            set(subscription);
            request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(Object value) {}

        @Override
        public void onError(Throwable failure) {
            ended.success();
        }

        @Override
        public void onComplete() {
            ended.success();
        }
    }

    /** Twice of what a commit takes now, which says nothing but where to cancel. */
    private long usual(IntFunction<Publisher<?>> operation) {
        long begun = System.nanoTime();
        Await.done(Flux.range(0, AT_ONCE)
                .concatMap(i -> Flux.from(operation.apply(0)).then().onErrorComplete())
                .then());
        return Math.min(Math.max(2 * (System.nanoTime() - begun) / AT_ONCE, SHORTEST), LONGEST);
    }

    private Use settled(@Nullable Use before) {
        AtomicReference<Use> last = new AtomicReference<>(use());
        Await.until(SETTLED_WITHIN, () -> last + " after " + times() + " times, " + before + " before", () -> {
            last.set(use());
            return Objects.requireNonNull(last.get()).isWithin(before);
        });
        return Objects.requireNonNull(last.get());
    }

    private Use use() {
        EngineListener.Figures now = Objects.requireNonNull(figures.get());
        return new Use(data().openResources(), now.queued() + now.followers(), Footprint.now());
    }

    private record Use(int open, int callers, Footprint process) {

        boolean isWithin(@Nullable Use before) {
            return open == 0 && callers == 0 && process.isWithin(before == null ? null : before.process);
        }

        @Override
        public String toString() {
            return open + " open, " + callers + " callers, " + process;
        }
    }
}
