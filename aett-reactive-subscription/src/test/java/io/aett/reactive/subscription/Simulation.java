package io.aett.reactive.subscription;

import io.aett.reactive.Commit;
import io.aett.reactive.EventMessage;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One history: processes that run one subscription while everything is done to them, and then, when it has become calm, until all is
 * handled.
 */
final class Simulation {

    static final String NAME = "orders";
    static final String CONTROL = "control";

    private static final long DISTURBED = 14_000_000;
    private static final long CALM = 240_000_000;
    private static final int MOST_PROCESSES = 4;

    /** What happened; no violation is to be. */
    record Outcome(
            @Nullable String violation, String story, long takeovers, long handedOut, long setAside, long tookMicros) {}

    private final SimWorld world;
    private final Naive naive;
    private final Checker checker;
    private final SimServer server;
    private final List<SimProcess> processes = new ArrayList<>();
    private final Set<Long> poison = new HashSet<>();
    private final int slices;
    private final int concurrency;
    private final int checkpointCommits;
    private final int attempts;
    private final int streams;
    private final SimControl control;
    private long started;
    private long checkpoint;

    private Simulation(long seed, Naive naive, boolean telling) {
        this.world = new SimWorld(seed, telling);
        this.naive = naive;
        this.slices = (int) world.between(1, 3);
        this.concurrency = (int) world.between(1, 3);
        this.checkpointCommits = (int) world.between(1, 5);
        this.attempts = (int) world.between(1, 2);
        this.streams = (int) world.between(2, 6);
        this.checker = new Checker(world, slices);
        this.server = new SimServer(checker);
        this.control = new SimControl(world, server);
        checker.watch(server.log);
    }

    static Outcome of(long seed, Naive naive) {
        return new Simulation(seed, naive, false).run();
    }

    /** The same history again, told step by step. */
    static Outcome told(long seed, Naive naive) {
        return new Simulation(seed, naive, true).run();
    }

    private Outcome run() {
        long commits = world.between(6, 20);
        for (int i = 0; i < commits; i++) {
            world.after(world.happens(300) ? 0 : world.between(0, DISTURBED), this::append);
        }
        long running = world.between(2, 3);
        for (int i = 0; i < running; i++) {
            world.after(world.between(0, 1_000_000), this::start);
        }
        long disturbances = world.between(2, 12);
        for (int i = 0; i < disturbances; i++) {
            world.after(world.between(500_000, DISTURBED), this::disturb);
        }
        world.run(DISTURBED);
        world.becomeCalm();
        calm();
        end();
        return new Outcome(
                world.violation(), world.story(), checker.takeovers, checker.handedOut, checker.setAside, world.time());
    }

    private void calm() {
        world.tell("", "all becomes calm");
        for (SimProcess process : processes) {
            process.clock.jump(0, 1);
            process.goOn();
        }
        if (alive().isEmpty()) {
            start();
        }
        control.settle();
    }

    /** Looks now and then whether all is done. */
    private void end() {
        String missing = "";
        while (world.violation() == null && missing != null) {
            world.run(world.time() + 1_000_000);
            missing = checker.missing(
                    alive().stream().map(process -> process.name).collect(Collectors.toSet()));
            if (missing != null && world.time() > DISTURBED + CALM) {
                world.violated("it never ends: " + missing);
            }
        }
    }

    private List<SimProcess> alive() {
        return processes.stream()
                .filter(process -> !process.isDead() && !process.isLeaving())
                .toList();
    }

    // ---- what happens ----

    private void append() {
        checkpoint += world.happens(200) ? world.between(2, 3) : 1;
        String stream = "s" + world.random.nextInt(streams);
        long sequence = 1
                + server.log.stream()
                        .filter(commit -> commit.streamId().equals(stream))
                        .count();
        if (world.happens(120)) {
            poison.add(checkpoint);
        }
        world.tell("log", checkpoint + " of " + stream + (poison.contains(checkpoint) ? ", poison" : ""));
        server.append(new Commit(
                "t",
                stream,
                sequence,
                new UUID(0, checkpoint),
                sequence,
                Instant.EPOCH,
                Map.of(),
                List.of(EventMessage.of("e")),
                checkpoint));
    }

    private void disturb() {
        List<SimProcess> alive = alive();
        int what = world.random.nextInt(10);
        if (alive.isEmpty() || (what == 0 && alive.size() < MOST_PROCESSES)) {
            start();
            return;
        }
        SimProcess one = alive.get(world.random.nextInt(alive.size()));
        switch (what) {
            case 1 -> one.kill();
            case 2 -> one.leave();
            case 3, 4, 5 -> {
                one.stop();
                world.after(world.between(0, 6_000_000), one::goOn);
            }
            case 6 -> {
                world.tell(one.name, "has another clock");
                one.clock.jump(
                        world.happens(500) ? world.between(0, 4_000_000_000L) : 0,
                        world.happens(500) ? 0.4 + 2 * world.random.nextDouble() : 1);
            }
            default -> control.steer(server.head());
        }
    }

    private void start() {
        SimProcess process =
                new SimProcess("p" + ++started, world, world.happens(800) ? 1 : 0.8 + world.random.nextDouble() / 2);
        processes.add(process);
        world.tell(process.name, "starts");
        SimStates states = new SimStates(process, server);
        SimHandler handler = new SimHandler(process, checker, poison);
        SimStore store = new SimStore(process, server, states);
        store.see(naive.of(new Naive.Context(states, store, handler)));
        Settings settings = new Settings(
                NAME,
                store,
                StartFrom.beginning(),
                Set.of(),
                List.of(),
                concurrency,
                slices,
                attempts,
                Duration.ofMillis(50),
                Duration.ofMillis(200),
                failure -> true,
                AfterRetries.PARK,
                1000,
                checkpointCommits,
                Duration.ofMillis(500),
                Duration.ofSeconds(3),
                Duration.ofSeconds(1),
                Handling.ofCommits(handler::handle),
                new WallClock(process),
                process.clock,
                new Chance(this::id, world.random::nextDouble),
                null);
        Signals signals = new Signals(NAME, process.clock);
        signals.flux()
                .ofType(SubscriptionSignal.Started.class)
                .subscribe(now -> checker.began(process.name, now.slice(), now.epoch()));
        process.begin(new Run(settings, signals));
    }

    private UUID id() {
        return new UUID(world.random.nextLong(), world.random.nextLong());
    }

    /** Shows whole minutes: two renewals may be at the same time. */
    private static final class WallClock extends Clock {

        private final SimProcess process;

        WallClock(SimProcess process) {
            this.process = process;
        }

        @Override
        public Instant instant() {
            return Instant.ofEpochSecond(process.clock.nanos() / 60_000_000_000L * 60);
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
