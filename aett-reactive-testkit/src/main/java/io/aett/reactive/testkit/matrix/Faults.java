package io.aett.reactive.testkit.matrix;

import io.aett.reactive.testkit.FaultyConnection;
import io.aett.reactive.testkit.FillableServer;
import io.aett.reactive.testkit.KillableServer;
import io.aett.reactive.testkit.PausableServer;
import io.aett.reactive.testkit.matrix.Fault.Span;
import io.aett.reactive.testkit.process.ProcessFixture;
import io.aett.reactive.testkit.proxy.Direction;
import io.aett.reactive.testkit.proxy.FaultProxy;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import reactor.core.publisher.Mono;

/** Faults for any ground that has what they need. */
public final class Faults {

    private static final int MOST_BYTES = 3000;
    private static final long MEBIBYTE = 1 << 20;
    private static final Duration HALF_A_ROUND_TRIP = Duration.ofMillis(100);
    private static final Duration SLOW = Duration.ofMillis(60);

    private Faults() {}

    /** What networks do. */
    public static List<Fault<FaultyConnection>> ofConnections() {
        return List.of(
                connection("lost answers", Span.SHORT, (proxy, random) -> proxy.loseEveryAnswer(2 + random.nextInt(5))),
                connection(
                        "connections cut",
                        Span.SHORT,
                        (proxy, random) -> proxy.cutEvery(
                                random.nextBoolean() ? Direction.TO_CLIENT : Direction.TO_SERVER,
                                1 + random.nextInt(MOST_BYTES))),
                connection("connections refused", Span.SHORT, (proxy, random) -> {
                    proxy.refuse();
                    proxy.cut();
                }),
                blackHole(),
                connection("connections stalled", Span.PAST_TIMEOUTS, (proxy, random) -> proxy.stall()),
                connection("slow link", Span.PAST_TIMEOUTS, (proxy, random) -> {
                    proxy.delay(HALF_A_ROUND_TRIP);
                    proxy.slow(MEBIBYTE);
                }));
    }

    private interface Wrong {
        void with(FaultProxy proxy, Random random);
    }

    private static Fault<FaultyConnection> connection(String name, Span span, Wrong wrong) {
        return Fault.quick(
                name,
                span,
                (ground, random) -> wrong.with(ground.proxy(), random),
                ground -> ground.proxy().heal());
    }

    /** Afterwards everything that was sent arrives late, or the connections are found dead, as chance will have it. */
    private static Fault<FaultyConnection> blackHole() {
        return new Fault<>(
                "black hole",
                Span.PAST_TIMEOUTS,
                (ground, random) -> new QuickTrouble(() -> ground.proxy().pause(), () -> {
                    if (random.nextBoolean()) {
                        ground.proxy().cut();
                    }
                    ground.proxy().heal();
                }));
    }

    /** What happens to servers whose data outlive them. */
    public static List<Fault<? super KillableServer>> ofServers() {
        return List.of(
                Fault.<KillableServer>of(
                        "server killed", Span.ONCE, (ground, random) -> ground.kill(), KillableServer::start),
                Fault.<KillableServer>of(
                        "server restarted", Span.ONCE, (ground, random) -> ground.stop(), KillableServer::start),
                serverStopped());
    }

    /** No room on a server's disk: somebody makes some, ends what is left of the server and starts it. */
    public static Fault<FillableServer> diskFull() {
        return new Fault<>("disk full", Span.ONCE, (ground, random) -> new Trouble() {
            private volatile boolean full;

            @Override
            public Mono<Void> begin() {
                return ground.fillDisk().doOnSubscribe(begun -> full = true);
            }

            @Override
            public Mono<Void> heal() {
                return Mono.defer(() -> full ? ground.kill().then(Mono.defer(ground::start)) : Mono.empty())
                        .doOnSuccess(done -> full = false);
            }
        });
    }

    /** What happens to any server. */
    public static Fault<PausableServer> serverStopped() {
        return Fault.of(
                "server stopped", Span.PAST_TIMEOUTS, (ground, random) -> ground.pause(), PausableServer::resume);
    }

    /** What happens to another process that writes beside the store. */
    public static List<Fault<ProcessFixture>> ofWriters() {
        return List.of(
                new Fault<>("writer killed", Span.ONCE, (ground, random) -> WriterTrouble.killed(ground, random)),
                new Fault<>(
                        "writer stopped",
                        Span.PAST_TIMEOUTS,
                        (ground, random) -> WriterTrouble.stopped(ground, random)));
    }

    /** What callers do, and clocks. */
    public static List<Fault<FaultGround>> ofCallers() {
        return List.of(
                new Fault<>("callers cancelled", Span.SHORT, (ground, random) -> new CancellingCallers(random)),
                new Fault<>("clock steps", Span.SHORT, (ground, random) -> new SteppingClock(random)));
    }

    /** What networks do, for a store that has none. */
    public static List<Fault<FaultyStorageGround>> ofStorage() {
        return List.of(
                storage("lost answers", Span.SHORT, (faulty, random) -> faulty.loseAnswers(1 + random.nextInt(4))),
                storage("connections refused", Span.SHORT, (faulty, random) -> faulty.loseRequests()),
                storage("black hole", Span.PAST_TIMEOUTS, (faulty, random) -> faulty.silence(random.nextBoolean())),
                storage("slow link", Span.PAST_TIMEOUTS, (faulty, random) -> faulty.slow(SLOW)));
    }

    private interface WrongStorage {
        void with(FaultyStorage faulty, Random random);
    }

    private static Fault<FaultyStorageGround> storage(String name, Span span, WrongStorage wrong) {
        return Fault.quick(
                name,
                span,
                (ground, random) -> wrong.with(ground.faulty(), random),
                ground -> ground.faulty().heal());
    }
}
