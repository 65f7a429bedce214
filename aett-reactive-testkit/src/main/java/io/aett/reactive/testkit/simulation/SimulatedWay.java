package io.aett.reactive.testkit.simulation;

import io.aett.reactive.spi.FailureClassifier.Kind;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/** One process's way to the database: a request takes effect at one moment, and is answered at another. */
final class SimulatedWay {

    private final SimulatedProcess process;
    private final SimulatedWorld world;
    private final SimulatedFaults faults;

    SimulatedWay(SimulatedProcess process, SimulatedFaults faults) {
        this.process = process;
        this.world = process.world();
        this.faults = faults;
    }

    SimulatedWorld world() {
        return world;
    }

    SimulatedProcess process() {
        return process;
    }

    /** Reads, at some moment between the request and the answer. */
    <T> Mono<T> read(String what, Supplier<@Nullable T> effect) {
        return call(what, false, effect);
    }

    /** Changes something, in one atomic step. The driver may send it twice: it must tell its own first one. */
    <T> Mono<T> change(String what, Supplier<@Nullable T> effect) {
        return call(what, false, effect);
    }

    /** The same for commits, which the database may refuse for good. */
    <T> Mono<T> append(String what, Supplier<@Nullable T> effect) {
        return call(what, true, effect);
    }

    long way() {
        return faults.way(world);
    }

    private <T> Mono<T> call(String what, boolean append, Supplier<@Nullable T> effect) {
        return Mono.create(sink -> new Call<>(what, effect, sink).send(faults.draw(world, append)));
    }

    /** One request. Once it is cancelled nobody waits for its answer. */
    private final class Call<T> {

        private final String what;
        private final Supplier<@Nullable T> effect;
        private final MonoSink<T> sink;
        private boolean over;

        Call(String what, Supplier<@Nullable T> effect, MonoSink<T> sink) {
            this.what = what;
            this.effect = effect;
            this.sink = sink;
            sink.onDispose(() -> over = true);
        }

        void send(SimulatedFaults.Fate fate) {
            switch (fate) {
                case ORDINARY -> arrive(way(), this::answer);
                case REFUSED -> fail(way(), Kind.NOT_APPLIED);
                case REFUSED_FOR_GOOD -> fail(way(), Kind.FINAL);
                case LOST -> arrive(way(), result -> fail(way(), Kind.UNKNOWN));
                case LATE -> {
                    fail(way(), Kind.UNKNOWN);
                    arrive(way() + way() + world.between(0, 2_000_000_000L), result -> {});
                }
                case UNANSWERED -> arrive(way(), result -> {});
                case SWALLOWED -> world.tell(process.name(), "sends what never arrives: " + what, 0);
                case REPEATED -> {
                    arrive(way(), result -> {});
                    arrive(way() + way(), this::answer);
                }
            }
        }

        private void arrive(long later, Consumer<@Nullable T> then) {
            world.after(later, () -> {
                world.tell(process.name(), what, 0);
                T result;
                try {
                    result = effect.get();
                } catch (SimulatedFaults.Failure failure) {
                    fail(way(), failure.kind());
                    return;
                }
                then.accept(result);
            });
        }

        private void answer(@Nullable T result) {
            world.after(
                    way(),
                    () -> process.step(() -> {
                        if (!over) {
                            world.tell(process.name(), "is answered: " + what, result == null ? 0 : 1);
                            if (result == null) {
                                sink.success();
                            } else {
                                sink.success(result);
                            }
                        }
                    }));
        }

        private void fail(long later, Kind kind) {
            world.after(
                    later,
                    () -> process.step(() -> {
                        if (!over) {
                            world.tell(process.name(), kind + ": " + what, 0);
                            sink.error(new SimulatedFaults.Failure(kind));
                        }
                    }));
        }
    }
}
