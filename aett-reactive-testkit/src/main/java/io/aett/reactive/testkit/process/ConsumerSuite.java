package io.aett.reactive.testkit.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.Commit;
import io.aett.reactive.testkit.events.TestEvents;
import io.aett.reactive.testkit.process.ConsumerOptions.Handling;
import io.aett.reactive.testkit.suite.ContractSuite;
import io.aett.reactive.testkit.support.Await;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;

/** What the suites of processes share: a log that grows, and what must be true of what was handled of it. */
abstract class ConsumerSuite<F extends ProcessFixture> extends ContractSuite<F> {

    /** Long enough for a machine that does other things too to renew in time, most times. */
    static final Duration LEASE = Duration.ofMillis(1500);

    private static final List<String> STREAMS =
            List.of("a", "b", "c", "d", "e", ConsumerOptions.POISON + "a", ConsumerOptions.POISON + "b");

    private final Map<String, Long> sequences = new HashMap<>();
    private final List<Commit> log = new ArrayList<>();
    private @Nullable Path folder;

    @BeforeEach
    final void takeFolder(@TempDir Path temporary) {
        folder = temporary;
    }

    private Path folder() {
        Path given = folder;
        if (given == null) {
            throw new IllegalStateException("no folder outside of a test");
        }
        return given;
    }

    /** How many commits each stream gets at a time; less where the server takes one request after the other. */
    protected int commitsAtATime() {
        return 10;
    }

    /** How many processes are killed one after the other. */
    protected int kills() {
        return 4;
    }

    /** Within how long a process that died is replaced; longer where the server is slow. */
    protected Duration leaseTime() {
        return LEASE;
    }

    final Consumers consumers(int count, String name, int slices, Handling handling) {
        return new Consumers(count, folder(), ConsumerOptions.of(data(), name, slices, leaseTime(), handling), store());
    }

    /** Adds commits to all streams, and gives the head. */
    final long grow() {
        log.addAll(Await.all(Flux.fromIterable(STREAMS)
                .flatMap(stream -> Flux.range(0, commitsAtATime()).concatMap(i -> {
                    long next = sequences.merge(stream, 1L, Long::sum);
                    return store().commits().commit(numbered(TENANT, stream, next, next, TestEvents.noted("n" + next)));
                }))));
        log.sort(Comparator.comparingLong(Commit::checkpointToken));
        return log.get(log.size() - 1).checkpointToken();
    }

    /** Waits until a process has handled so many, or lost a lease because the machine was slow, so that it may never. */
    static void awaitHandled(ConsumerProcess process, int commits) {
        long lost = process.leasesLost();
        Await.until(
                () -> commits + " commits of " + process.lastWords(),
                () -> process.handled().size() >= commits || process.leasesLost() > lost);
    }

    /** How many commits a process handles before something happens to it. */
    final int some(Random random) {
        return 1 + random.nextInt(commitsAtATime() * 4);
    }

    /** The checkpoints of the commits up to this one. */
    final List<Long> written(long upTo) {
        return checkpoints(log.stream().filter(commit -> commit.checkpointToken() <= upTo));
    }

    /** Those that {@link Handling#POISON} succeeds with. */
    final List<Long> good() {
        return checkpoints(log.stream().filter(commit -> !ConsumerOptions.isPoison(commit)));
    }

    /** Those that it fails with, or that come behind these in their stream. */
    final List<Long> poison() {
        return checkpoints(log.stream().filter(ConsumerOptions::isPoison));
    }

    private static List<Long> checkpoints(Stream<Commit> commits) {
        return commits.map(Commit::checkpointToken).toList();
    }

    static SortedSet<Long> checkpoints(List<Handled> handled) {
        SortedSet<Long> checkpoints = new TreeSet<>();
        handled.forEach(one -> checkpoints.add(one.checkpoint()));
        return checkpoints;
    }

    /** U2 in one process. One that lost a lease and took the slice again goes on where the stored checkpoint is. */
    static void assertOrder(ConsumerProcess process) {
        Map<String, Long> last = new HashMap<>();
        long stepsBack = 0;
        for (Handled one : process.handled()) {
            Long before = last.put(one.stream(), one.sequence());
            if (before != null && one.sequence() <= before) {
                stepsBack++;
            }
        }
        assertThat(stepsBack)
                .as("steps back in a stream, of a process that lost %d leases", process.leasesLost())
                .isLessThanOrEqualTo(process.leasesLost() * STREAMS.size());
    }
}
