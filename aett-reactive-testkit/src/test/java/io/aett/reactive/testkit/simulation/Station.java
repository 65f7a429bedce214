package io.aett.reactive.testkit.simulation;

import io.aett.reactive.EventStore;
import io.aett.reactive.engine.EventStoreEngine;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/** A place where a process runs: when it was killed another one begins there, with a store of its own on the same database. */
final class Station {

    /** Somebody at work there. */
    interface Worker {
        /** In a new process; what was under way in the one before is not heard of any more. */
        void begin();
    }

    private final int number;
    private final History history;
    private final List<Worker> workers = new ArrayList<>();
    private int lives;
    private SimulatedProcess process;
    private EventStore store;

    Station(int number, History history) {
        this.number = number;
        this.history = history;
        this.process = newProcess();
        this.store = newStore();
    }

    private SimulatedProcess newProcess() {
        return new SimulatedProcess("p" + number + "." + ++lives, history.world);
    }

    private EventStore newStore() {
        return EventStoreEngine.create(
                history.database.storage(process, Shape.COMMIT_TIMEOUT), history.shape.engine(process));
    }

    SimulatedProcess process() {
        return process;
    }

    EventStore store() {
        return store;
    }

    SimulatedWorld world() {
        return history.world;
    }

    void add(Worker worker) {
        workers.add(worker);
        process.step(worker::begin);
    }

    /** The process ends, and after a while there is another one. */
    void crash(long nanos) {
        if (process.isDead()) {
            return;
        }
        process.kill();
        history.judge.forget(process);
        history.world.after(nanos, this::restart);
    }

    private void restart() {
        process = newProcess();
        store = newStore();
        history.world.tell(process.name(), "begins", workers.size());
        workers.forEach(worker -> process.step(worker::begin));
    }

    /** Later, in the process that there is now, if it is alive then. */
    void later(long nanos, Runnable action) {
        SimulatedProcess now = process;
        history.world.after(nanos, () -> now.step(action));
    }

    /** A call that is to end within so long, as its process lives. */
    Judge.Call call(String what, LongSupplier bound) {
        return history.judge.begin(process, what, bound.getAsLong());
    }
}
