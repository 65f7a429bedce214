package io.aett.reactive.subscription;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** A process, or a life of one: everything that it does is a step, which waits while the process is stopped and is dropped when it is dead. */
final class SimProcess {

    final String name;
    final SimWorld world;
    final SimClock clock;
    private final List<Runnable> inbox = new ArrayList<>();
    private boolean stopped;
    private boolean dead;
    private @Nullable Run run;
    private boolean leaving;

    SimProcess(String name, SimWorld world, double rate) {
        this.name = name;
        this.world = world;
        this.clock = new SimClock(this, world, rate);
    }

    /** What comes to this process: an answer, a timer. */
    void step(Runnable action) {
        if (dead) {
            return;
        }
        if (stopped) {
            inbox.add(action);
            return;
        }
        action.run();
        clock.drain();
    }

    void begin(Run begun) {
        run = begun;
        step(() -> begun.running(Mono.never())
                .subscribe(nothing -> {}, failure -> world.violated(name + " ended in " + failure), () -> {
                    if (leaving) {
                        kill();
                    } else {
                        world.violated(name + " ended by itself");
                    }
                }));
    }

    /** It ends in good order. */
    void leave() {
        Run running = run;
        if (running != null && !leaving) {
            leaving = true;
            world.tell(name, "leaves");
            step(running::stop);
        }
    }

    void kill() {
        world.tell(name, "is dead");
        dead = true;
        inbox.clear();
    }

    void stop() {
        world.tell(name, "is stopped");
        stopped = true;
    }

    /** What has come meanwhile comes at once, in any order. */
    void goOn() {
        if (stopped && !dead) {
            world.tell(name, "goes on");
            stopped = false;
            List<Runnable> come = new ArrayList<>(inbox);
            inbox.clear();
            come.forEach(action -> world.after(world.between(0, 5), () -> step(action)));
        }
    }

    boolean isDead() {
        return dead;
    }

    boolean isStopped() {
        return stopped;
    }

    boolean isLeaving() {
        return leaving;
    }
}
