package io.aett.reactive.benchmarks.rows;

import io.aett.reactive.benchmarks.load.Latencies;
import io.aett.reactive.benchmarks.probe.ConsumerProbe;
import io.aett.reactive.benchmarks.probe.Probe;
import io.aett.reactive.benchmarks.report.Figures;
import io.aett.reactive.benchmarks.report.Row;
import io.aett.reactive.benchmarks.subject.Subject;
import io.aett.reactive.subscription.Subscription;
import io.aett.reactive.subscription.Subscriptions;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * How long a slice is nobody's: from the moment in which another process is told to stop, or is killed, until this one owns all, by the
 * leases in the store.
 */
final class Takeover implements Measurement {

    private static final Duration STOPPED = Duration.ofSeconds(1);
    private static final Duration POLL = Duration.ofMillis(5);
    private static final String ME = ProcessHandle.current().pid() + "-";

    private final AtomicInteger names = new AtomicInteger();

    @Override
    public boolean suits(Subject subject) {
        return subject.address().isPresent();
    }

    @Override
    public void measure(Subject subject, Settings settings, Consumer<Row> rows) {
        subject.reset();
        Duration leaseTime = settings.subscriptions().leaseTime();
        rows.accept(row(
                "takeover after a stop",
                subject,
                leaseTime,
                settings.subscriptions().stops(),
                STOPPED,
                owner -> owner.tell("stop")));
        rows.accept(row(
                "takeover after a kill, leases of " + leaseTime.toSeconds() + " s",
                subject,
                leaseTime,
                settings.subscriptions().kills(),
                leaseTime,
                Probe::close));
        subject.reset();
    }

    private Row row(String what, Subject subject, Duration leaseTime, int rounds, Duration limit, Consumer<Probe> end) {
        Latencies taken = new Latencies();
        for (int i = 0; i < rounds; i++) {
            taken.add(once(subject, leaseTime, end));
        }
        return Row.alone(
                subject.name(),
                what,
                "p50 " + Figures.time(taken.quantile(0.5)) + ", longest " + Figures.time(taken.quantile(1)),
                "< " + limit.toSeconds() + " s",
                taken.quantile(1) < limit.toNanos());
    }

    private long once(Subject subject, Duration leaseTime, Consumer<Probe> end) {
        String name = "takeover-" + names.incrementAndGet();
        Subscription subscription = ConsumerProbe.subscription(name, subject.store(), leaseTime);
        try (Probe owner =
                Probe.start(256, ConsumerProbe.class, subject.address().orElseThrow(), name, leaseTime.toString())) {
            owner.expect(ConsumerProbe.READY);
            AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
            Running running = Running.start(subscription, failure::set);
            try {
                until(subject, name, owners -> owners.size() == 2);
                long begun = System.nanoTime();
                end.accept(owner);
                until(subject, name, owners -> owners.equals(Set.of(true)));
                return System.nanoTime() - begun;
            } catch (RuntimeException e) {
                throw new IllegalStateException("the run: " + failure.get(), e);
            } finally {
                running.close();
            }
        }
    }

    /** Waits for the owners of the slices to be such: true is this process, false another one, and nobody is left out. */
    private static void until(Subject subject, String name, Predicate<Set<Boolean>> owners) {
        Mono.defer(() -> Subscriptions.of(subject.store()).status(name))
                .filter(status -> status.slices().stream().allMatch(slice -> slice.owner() != null))
                .filter(status -> owners.test(status.slices().stream()
                        .map(slice -> Objects.requireNonNull(slice.owner()).startsWith(ME))
                        .collect(Collectors.toSet())))
                .repeatWhenEmpty(empty -> empty.delayElements(POLL))
                .block(Running.PATIENCE);
    }
}
