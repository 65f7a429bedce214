package io.aett.reactive.benchmarks.probe;

import io.aett.reactive.Commit;
import io.aett.reactive.EventStore;
import io.aett.reactive.benchmarks.load.Latencies;
import io.aett.reactive.benchmarks.subject.Subjects;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;

/** Follows a store and times how long commits, stamped when they were sent, took to arrive. */
public final class TailProbe {

    /** Said when it follows. */
    public static final String READY = "following";

    /** Said at the end, in nanoseconds. */
    public static final String MEDIAN = "median";

    /** Said after that: what 99 in 100 did not exceed. */
    public static final String MOST = "most";

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private TailProbe() {}

    /** Arguments: the store's address, the number of commits. */
    public static void main(String[] arguments) {
        EventStore store = Subjects.open(arguments[0]);
        Latencies latencies =
                time(store.management().follow(0), Integer.parseInt(arguments[1]), () -> Probe.say(READY, "yes"));
        Probe.say(MEDIAN, latencies.quantile(0.5));
        Probe.say(MOST, latencies.quantile(0.99));
        store.close().block();
        System.exit(0);
    }

    /** Subscribes to what follows from the start, then runs {@code begin}, and waits for so many commits; the first two thirds do not count. */
    public static Latencies time(Flux<Commit> followed, int commits, Runnable begin) {
        Latencies latencies = new Latencies();
        CountDownLatch arrived = new CountDownLatch(commits);
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        Disposable following = followed.subscribe(
                commit -> {
                    if (arrived.getCount() <= commits - commits * 2 / 3) {
                        latencies.add(Duration.between(commit.commitStamp(), Instant.now())
                                .toNanos());
                    }
                    arrived.countDown();
                },
                failure::set);
        try {
            begin.run();
            if (!arrived.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException(arrived.getCount() + " commits did not arrive", failure.get());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } finally {
            following.dispose();
        }
        return latencies;
    }
}
