package io.aett.reactive.benchmarks.rows;

import io.aett.reactive.benchmarks.load.Comparison;
import io.aett.reactive.benchmarks.load.Load;
import io.aett.reactive.benchmarks.load.Sample;
import io.aett.reactive.benchmarks.report.Figures;
import io.aett.reactive.benchmarks.report.Row;
import io.aett.reactive.benchmarks.subject.Subject;
import io.aett.reactive.subscription.Subscription;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** A subscription with 8 lanes whose handler does nothing, from its first run to the last commit, against following as many. */
final class Delivering implements Measurement {

    private static final int LANES = 8;
    private static final int STREAMS = 20;
    private static final Duration NO_LIMIT = Duration.ofHours(1);

    private final AtomicInteger names = new AtomicInteger();

    @Override
    public void measure(Subject subject, Settings settings, Consumer<Row> rows) {
        int commits = fill(subject, settings.subscriptions().commits());
        Comparison measured = Comparison.of(
                settings.warmups(),
                settings.rounds(),
                () -> delivered(subject, commits),
                () -> once(subject.store().management().follow(0).take(commits).then()));
        rows.accept(Row.rates(
                subject.name(),
                "deliver " + commits + " commits in " + LANES + " lanes",
                Figures.rate(measured.store(Sample::rate) * commits) + " commits",
                Figures.rate(measured.raw(Sample::rate) * commits) + " commits (follow)",
                measured,
                subject.targets().subscription()));
        subject.reset();
    }

    /** So many commits, as far as they can be shared out evenly, in a store made empty. */
    static int fill(Subject subject, int commits) {
        subject.reset();
        int each = Math.max(1, commits / STREAMS);
        List<String> streams =
                IntStream.range(0, STREAMS).mapToObj(n -> "delivered-" + n).toList();
        subject.fill(streams, 0, each, 1);
        return each * STREAMS;
    }

    /** One round that is one operation. */
    static Sample once(Mono<?> operation) {
        return new Load(1, false, NO_LIMIT, 1).run((caller, index) -> operation);
    }

    /** The end of the run is not part of the round. */
    static Sample running(Subscription subscription, Sinks.Empty<Void> done) {
        Mono<Running> started = Mono.fromSupplier(() -> Running.start(subscription, done::tryEmitError))
                .cache();
        Sample sample = once(started.then(done.asMono()));
        started.doOnNext(Running::close).block();
        return sample;
    }

    private Sample delivered(Subject subject, int commits) {
        AtomicLong left = new AtomicLong(commits);
        Sinks.Empty<Void> done = Sinks.empty();
        Subscription subscription = Subscription.builder("delivering-" + names.incrementAndGet(), subject.store())
                .concurrency(LANES)
                .onCommit(commit -> {
                    if (left.decrementAndGet() == 0) {
                        done.tryEmitEmpty();
                    }
                    return Mono.empty();
                })
                .build();
        return running(subscription, done);
    }
}
