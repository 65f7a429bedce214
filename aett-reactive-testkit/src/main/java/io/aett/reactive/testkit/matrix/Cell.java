package io.aett.reactive.testkit.matrix;

import io.aett.reactive.EventStore;
import io.aett.reactive.testkit.FixtureOptions;
import io.aett.reactive.testkit.always.AlwaysOn;
import io.aett.reactive.testkit.matrix.Fault.Span;
import io.aett.reactive.testkit.support.Await;
import io.aett.reactive.testkit.support.Recorder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;

/**
 * One fault in one operation: work begins, the fault comes and goes, everything gets on again, the work ends, and the history is judged. The
 * same for all cells.
 */
public final class Cell<G extends FaultGround> {

    private static final int CALM = 3;
    private static final int RECOVERED = 2;
    private static final int SHORT_FAULTS = 2;
    private static final Duration NOTICED = Duration.ofMillis(50);

    private final String store;
    private final Fault<? super G> fault;
    private final Operation operation;
    private final Supplier<G> grounds;
    private final Pace pace;

    /** This fault in this operation, on grounds that are made for each run. */
    public Cell(String store, Fault<? super G> fault, Operation operation, Supplier<G> grounds, Pace pace) {
        this.store = store;
        this.fault = fault;
        this.operation = operation;
        this.grounds = grounds;
        this.pace = pace;
    }

    /** As it is asked for. */
    public String name() {
        return fault.name() + " x " + operation.name();
    }

    /** Fails if anything is wrong; the row is told before. */
    public void run(long seed, MatrixReport report) {
        Random random = new Random(seed);
        G ground = grounds.get();
        Trouble trouble = fault.trouble().apply(ground, random);
        Row row = new Row(store, fault.name(), operation.name(), seed);
        try {
            row = run(ground, trouble, random, row);
        } catch (RuntimeException | Error e) {
            row = row.failed(String.valueOf(e.getMessage()));
            throw e;
        } finally {
            report.add(row);
            try {
                Await.done(trouble.heal());
            } finally {
                trouble.close();
                Await.done(ground.dispose());
            }
        }
        AlwaysOn.check();
        if (!row.violations().isEmpty()) {
            throw new AssertionError(row.violations().size() + " violations, such as "
                    + row.violations().stream().distinct().toList());
        }
    }

    private Row run(G ground, Trouble trouble, Random random, Row empty) {
        FixtureOptions options = FixtureOptions.defaults().withTimeouts(pace.timeout());
        EventStore judge = ground.openBeside(FixtureOptions.defaults());
        Await.done(judge.management().initialize());
        int baseline = ground.openResources();
        EventStore beside = ground.openBeside(options);
        EventStore struck = trouble.around(ground.open(trouble.options(options)));
        Await.done(trouble.prepare());
        Trial trial = new Trial(
                struck,
                beside,
                judge,
                pace,
                random,
                trouble.clock(),
                ground.leaseTime().multipliedBy(2));
        Work work = operation.work().get();
        Recorder<Void> running = Recorder.of(work.run(trial));
        Duration recovery = Duration.ZERO;
        try {
            recovery = disturb(trial, trouble, random);
        } catch (AssertionError e) {
            trial.history().violated(String.valueOf(e.getMessage()));
        }
        trial.stop();
        noting(trial, () -> trial.await(() -> "the end of what was begun", running::completed));
        noting(trial, () -> work.settle(trial));
        noting(trial, () -> trouble.end(trial.history()));
        trial.history().judge(judge, Trial.TENANT);
        noting(
                trial,
                () -> trial.await(
                        () -> ground.openResources() + " open resources, " + baseline + " before",
                        () -> ground.openResources() <= baseline));
        noting(trial, AlwaysOn::check);
        return empty.with(trial.history(), recovery);
    }

    /** What does not come about is a violation; the history is judged all the same. */
    private static void noting(Trial trial, Runnable part) {
        try {
            part.run();
        } catch (AssertionError e) {
            trial.history().violated(String.valueOf(e.getMessage()));
        }
    }

    private Duration disturb(Trial trial, Trouble trouble, Random random) {
        Duration recovery = Duration.ZERO;
        awaitProgress(Await.BOUND, trial, Map.of(), CALM, "at the beginning");
        for (int i = 0; i < (fault.span() == Span.SHORT ? SHORT_FAULTS : 1); i++) {
            strike(trial, trouble, random);
            long healed = System.nanoTime();
            awaitProgress(pace.recovery(), trial, trial.history().progress(), RECOVERED, "after the fault");
            recovery = max(recovery, Duration.ofNanos(System.nanoTime() - healed));
        }
        return recovery;
    }

    private static Duration max(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    /** A short fault lasts until it was noticed, for a while at least and half a time-out at most. */
    private void strike(Trial trial, Trouble trouble, Random random) {
        int before = trial.history().failures();
        Await.done(trouble.begin());
        try {
            if (fault.span() == Span.PAST_TIMEOUTS) {
                Await.done(Mono.delay(pace.pastTimeouts()));
            } else {
                Await.done(Mono.delay(NOTICED.plusMillis(random.nextInt((int) NOTICED.toMillis()))));
                Await.done(Mono.delay(Duration.ofMillis(10))
                        .repeat(() -> trial.history().failures() == before)
                        .then()
                        .timeout(pace.timeout().dividedBy(2), Mono.empty()));
            }
        } finally {
            Await.done(trouble.heal());
        }
    }

    /** Each worker did so many more. */
    private static void awaitProgress(Duration bound, Trial trial, Map<String, Integer> before, int more, String when) {
        Await.until(
                bound,
                () -> more + " more " + when + " than " + before + " by each of "
                        + trial.history().progress() + ", errors "
                        + trial.history().errors(),
                () -> {
                    Map<String, Integer> now = trial.history().progress();
                    List<Integer> done = now.entrySet().stream()
                            .map(worker -> worker.getValue() - before.getOrDefault(worker.getKey(), 0))
                            .toList();
                    return !done.isEmpty() && done.stream().allMatch(count -> count >= more);
                });
    }
}
