package io.aett.reactive.testkit.simulation;

import io.aett.reactive.Commit;
import io.aett.reactive.StorageUnavailableException;
import io.aett.reactive.spi.StreamKey;
import io.aett.reactive.testkit.check.ListedIds;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.util.retry.Retry;

/**
 * One history: processes with stores of one database, which write, read, follow and consume while everything is done to them; then, when it
 * has become calm, until all is done; and then the verdict.
 */
final class History {

    private static final long SECOND = 1_000_000_000L;
    private static final List<String> LISTS = List.of("list0", "list1");
    private static final long DISTURBED = 4 * SECOND;

    /** What was sent before it became calm has ended by then. */
    private static final long AFTERGLOW = 9 * SECOND;

    /** Everything has to be done by then. */
    private static final long CALM = 90 * SECOND;

    /** What happened; no violation is to be. */
    record Outcome(
            @Nullable String violation,
            long trace,
            String story,
            long commits,
            long changes,
            long conflicts,
            long unknown,
            long duplicates,
            long delivered,
            long handedOut,
            long handedOutAgain,
            long crashes,
            long sealed,
            long lostPositions,
            long virtualNanos) {}

    final SimulatedWorld world;
    final Shape shape;
    final SimulatedDatabase database;
    final Judge judge;
    final Deliveries deliveries;
    private final List<Station> stations = new ArrayList<>();
    private final List<WriterAtWork> writers = new ArrayList<>();
    private final List<ReadersAtWork.OfStreams> readers = new ArrayList<>();
    private final List<ReadersAtWork.OfTheLog> logReaders = new ArrayList<>();
    private final List<ReadersAtWork.Follower> followers = new ArrayList<>();
    private final List<ConsumerAtWork> consumers = new ArrayList<>();
    private final List<ListerAtWork> listers = new ArrayList<>();
    private boolean ending;
    private long crashes;

    private History(long seed, boolean telling) {
        this.world = telling ? SimulatedWorld.telling(seed) : SimulatedWorld.of(seed);
        this.shape = Shape.drawn(world, Math.floorMod(seed, 2) == 1);
        SimulatedFaults faults = world.random().nextInt(5) == 0 ? SimulatedFaults.none() : SimulatedFaults.usual();
        this.database =
                shape.sealed() ? SimulatedDatabase.sealed(world, faults) : SimulatedDatabase.atomic(world, faults);
        this.judge = new Judge(world);
        this.deliveries = new Deliveries(world, database, shape.rightClocks() && shape.slices() == 1);
    }

    /** Even seeds are histories of a database with atomic appends, odd ones of the sealed log. */
    static Outcome of(long seed) {
        return new History(seed, false).run();
    }

    /** The same history again, told step by step. */
    static Outcome told(long seed) {
        return new History(seed, true).run();
    }

    boolean isEnding() {
        return ending;
    }

    /** While something may be wrong, only this may be. */
    void unlessUnavailable(String who, Throwable failure) {
        unlessUnavailable(who, failure, ending);
    }

    /** {@code over}: nothing may be wrong any more. */
    void unlessUnavailable(String who, Throwable failure, boolean over) {
        world.tell(who, "failed: " + failure.getClass().getSimpleName(), 0);
        if (!(failure instanceof StorageUnavailableException) || over) {
            world.violated(who + " failed unexpectedly with " + failure);
        }
    }

    private Outcome run() {
        populate();
        disturb();
        watch();
        world.runUntil(DISTURBED);
        if (world.violations().isEmpty()) {
            calm();
        }
        List<String> violations = world.violations();
        return new Outcome(
                violations.isEmpty() ? null : violations.get(0),
                world.trace(),
                world.story(),
                judge.commits,
                judge.changes,
                judge.conflicts,
                judge.unknown,
                judge.duplicates,
                judge.delivered,
                deliveries.handedOut,
                deliveries.again,
                crashes,
                database.sealedPositions(),
                database.lostPositions(),
                world.nanos());
    }

    private void populate() {
        for (int i = 0; i < shape.stations(); i++) {
            stations.add(new Station(i + 1, this));
        }
        for (int i = 0; i < shape.writers(); i++) {
            WriterAtWork writer = new WriterAtWork("writer" + i, world.oneOf(stations), this);
            writers.add(writer);
        }
        for (int i = 0; i < shape.readers(); i++) {
            readers.add(new ReadersAtWork.OfStreams("reader" + i, world.oneOf(stations), this));
        }
        for (int i = 0; i < shape.logReaders(); i++) {
            logReaders.add(new ReadersAtWork.OfTheLog("log" + i, world.oneOf(stations), this));
        }
        for (int i = 0; i < shape.followers(); i++) {
            followers.add(new ReadersAtWork.Follower("follower" + i, world.oneOf(stations), this));
        }
        for (int i = 0; i < shape.consumers(); i++) {
            consumers.add(new ConsumerAtWork("consumer" + i, stations.get(i % stations.size()), this));
        }
        for (int i = 0; i < shape.listers(); i++) {
            listers.add(new ListerAtWork("lister" + i, world.oneOf(LISTS), world.oneOf(stations), this));
        }
        writers.forEach(writer -> writer.station().add(writer));
        listers.forEach(lister -> lister.station().add(lister));
        readers.forEach(reader -> reader.station().add(reader));
        logReaders.forEach(reader -> reader.station().add(reader));
        followers.forEach(follower -> follower.station().add(follower));
        consumers.forEach(consumer -> consumer.station().add(consumer));
        if (shape.purging()) {
            Station station = world.oneOf(stations);
            station.add(new ReadersAtWork.Purger(station, this));
        }
        if (!consumers.isEmpty()) {
            consumers.get(0).look();
        }
    }

    private void watch() {
        judge.look();
        world.after(100_000_000, this::watch);
    }

    // ---- while something may be wrong ----

    private void disturb() {
        long disturbances = world.between(0, 10);
        for (int i = 0; i < disturbances; i++) {
            world.after(world.between(SECOND / 10, DISTURBED), this::disturbOne);
        }
    }

    private void disturbOne() {
        Station station = world.oneOf(stations);
        SimulatedProcess process = station.process();
        switch (world.random().nextInt(8)) {
            case 0, 1 -> {
                crashes++;
                station.crash(world.between(0, 2 * SECOND));
            }
            case 2, 3 -> {
                process.stop();
                world.after(world.between(0, 4 * SECOND), process::goOn);
            }
            case 4 -> moveTimers(process);
            case 5 -> process.moveTimeOfDay(world.between(-3600, 3600) * SECOND);
            case 6 -> process.freezeTimeOfDay();
            default -> {
                if (!consumers.isEmpty()) {
                    world.oneOf(consumers).leave(world.between(0, 2 * SECOND));
                }
            }
        }
    }

    private void moveTimers(SimulatedProcess process) {
        if (!shape.rightClocks()) {
            process.moveTimers(
                    world.random().nextBoolean() ? world.between(0, 4 * SECOND) : 0,
                    world.random().nextBoolean() ? 0.5 + world.random().nextDouble() : 1);
        }
    }

    // ---- when all has become calm ----

    private void calm() {
        world.becomeCalm();
        for (Station station : stations) {
            station.process().moveTimers(0, 1);
            station.process().goOn();
        }
        world.runUntil(DISTURBED + AFTERGLOW);
        ending = true;
        world.tell("world", "all has to end", 0);
        if (!consumers.isEmpty()) {
            consumers.get(0).settle();
        }
        long end = world.nanos() + CALM;
        world.runUntil(this::isWritten, end);
        List<Commit> all = new ArrayList<>();
        Map<StreamKey, List<Commit>> ends = new LinkedHashMap<>();
        boolean[] read = {false};
        readAll(new Station(0, this), all, ends, () -> read[0] = true);
        world.runUntil(() -> read[0] && isDone(all), end);
        if (world.violations().isEmpty()) {
            if (!read[0] || !isDone(all)) {
                world.violated("it never ends: " + missing(all));
                return;
            }
            followers.forEach(ReadersAtWork.Follower::tell);
            judge.verdict(all, ends, database.everStored()).forEach(world::violated);
        }
    }

    /** Everything, by a new process. A position that a dead writer asked patience for may take longer than one read. */
    private void readAll(Station last, List<Commit> all, Map<StreamKey, List<Commit>> ends, Runnable done) {
        Flux<Commit> log = Flux.defer(() -> last.store()
                .management()
                .getFrom(all.isEmpty() ? 0 : all.get(all.size() - 1).checkpointToken()));
        last.process()
                .step(() -> log.doOnNext(all::add)
                        .retryWhen(Retry.max(5).filter(failure -> failure instanceof StorageUnavailableException))
                        .thenMany(Flux.fromIterable(shape.streams()))
                        .concatMap(key -> last.store()
                                .commits()
                                .get(key.tenantId(), key.streamId())
                                .collectList()
                                .doOnNext(stream -> ends.put(key, stream)))
                        .thenMany(Flux.fromIterable(LISTS))
                        .concatMap(list -> last.store()
                                .states()
                                .get(ListerAtWork.SPACE, list)
                                .map(entry -> ListedIds.of(entry.value()))
                                .defaultIfEmpty(List.of())
                                .doOnNext(ids -> judge.listed(list, ids)))
                        .subscribe(
                                list -> {}, failure -> world.violated("the last read failed with " + failure), done));
    }

    private boolean isWritten() {
        return writers.stream().allMatch(WriterAtWork::isDone)
                && listers.stream().allMatch(ListerAtWork::isDone)
                && readers.stream().allMatch(ReadersAtWork.OfStreams::isDone)
                && logReaders.stream().allMatch(ReadersAtWork.OfTheLog::isDone);
    }

    private boolean isDone(List<Commit> all) {
        return missing(all) == null;
    }

    private @Nullable String missing(List<Commit> all) {
        if (!isWritten()) {
            return "a writer or a reader that should have had success by now";
        }
        if (all.isEmpty()) {
            return "the last read";
        }
        long end = all.get(all.size() - 1).checkpointToken();
        for (ReadersAtWork.Follower follower : followers) {
            if (follower.reached() < end) {
                return "a follower is at " + follower.reached() + " of " + end;
            }
        }
        return consumers.isEmpty()
                ? null
                : deliveries.missing(all.stream().map(Commit::checkpointToken).toList());
    }
}
