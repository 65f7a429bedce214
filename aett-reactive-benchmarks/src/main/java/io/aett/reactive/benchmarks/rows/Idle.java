package io.aett.reactive.benchmarks.rows;

import io.aett.reactive.EventStore;
import io.aett.reactive.benchmarks.report.Row;
import io.aett.reactive.benchmarks.subject.Counted;
import io.aett.reactive.benchmarks.subject.Requests.Count;
import io.aett.reactive.benchmarks.subject.Subject;
import io.aett.reactive.subscription.Subscription;
import io.aett.reactive.subscription.SubscriptionSignal.CaughtUp;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/** What subscriptions that have caught up ask of a store in which nothing happens: requests are counted, beside those of one follower. */
final class Idle implements Measurement {

    private static final int COMMITS = 20;

    private final AtomicInteger names = new AtomicInteger();

    @Override
    public boolean suits(Subject subject) {
        return subject.counted().isPresent();
    }

    @Override
    public void measure(Subject subject, Settings settings, Consumer<Row> rows) {
        Delivering.fill(subject, COMMITS);
        Duration quiet = settings.subscriptions().quiet();
        String follower = described(follower(subject, quiet), quiet);
        for (int subscriptions : settings.subscriptions().idle()) {
            rows.accept(Row.beside(
                    subject.name(),
                    "requests while idle, " + subscriptions + (subscriptions == 1 ? " subscription" : " subscriptions"),
                    described(subscriptions(subject, subscriptions, quiet), quiet),
                    follower + " (one follower)"));
        }
        subject.reset();
    }

    private static Count follower(Subject subject, Duration quiet) {
        try (Counted counted = subject.counted().orElseThrow().get()) {
            Disposable following = counted.store().management().follow(0).subscribe();
            try {
                return count(counted, quiet);
            } finally {
                following.dispose();
            }
        }
    }

    private Count subscriptions(Subject subject, int number, Duration quiet) {
        try (Counted counted = subject.counted().orElseThrow().get()) {
            List<Running> running = new ArrayList<>();
            List<CompletableFuture<@Nullable CaughtUp>> caughtUp = new ArrayList<>();
            for (int i = 0; i < number; i++) {
                Subscription subscription = idle(counted.store());
                CompletableFuture<@Nullable CaughtUp> caught =
                        subscription.signals().ofType(CaughtUp.class).next().toFuture();
                caughtUp.add(caught);
                running.add(Running.start(subscription, caught::completeExceptionally));
            }
            Mono.fromFuture(CompletableFuture.allOf(caughtUp.toArray(CompletableFuture[]::new)))
                    .block(Running.PATIENCE);
            Count count = count(counted, quiet);
            running.parallelStream().forEach(Running::close);
            return count;
        }
    }

    private Subscription idle(EventStore store) {
        return Subscription.builder("idle-" + names.incrementAndGet(), store)
                .onCommit(commit -> Mono.empty())
                .build();
    }

    /** After a while, in which pauses between looks become as long as they get. */
    private static Count count(Counted counted, Duration quiet) {
        return Mono.delay(quiet.dividedBy(3))
                .map(rested -> counted.requests().count())
                .delayElement(quiet)
                .map(before -> counted.requests().count().since(before))
                .blockOptional()
                .orElseThrow();
    }

    private static String described(Count count, Duration quiet) {
        double seconds = quiet.toMillis() / 1000.0;
        return String.format(
                Locale.ROOT, "%.2f reads, %.2f writes a second", count.reads() / seconds, count.writes() / seconds);
    }
}
