package io.aett.reactive.testkit.simulation;

import io.aett.reactive.Commit;
import io.aett.reactive.spi.StreamKey;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Those who read. */
final class ReadersAtWork {

    private static final long PAGE = 2 * Shape.READ_TIMEOUT.toNanos() + 200_000_000;
    private static final long LAG = 4 * Shape.READ_TIMEOUT.toNanos() + 200_000_000;

    private ReadersAtWork() {}

    /** Reads streams, whole and in part. */
    static final class OfStreams implements Station.Worker {

        private final String name;
        private final Station station;
        private final History history;
        private final SimulatedWorld world;
        private int life;
        private boolean done;

        OfStreams(String name, Station station, History history) {
            this.name = name;
            this.station = station;
            this.history = history;
            this.world = history.world;
        }

        boolean isDone() {
            return done;
        }

        Station station() {
            return station;
        }

        @Override
        public void begin() {
            life++;
            pause();
        }

        private void pause() {
            int now = life;
            station.later(world.between(0, 1_500_000_000), () -> {
                if (now == life && !done) {
                    read();
                }
            });
        }

        private void read() {
            StreamKey key = world.oneOf(history.shape.streams());
            long begun = world.nanos();
            boolean ending = history.isEnding();
            world.tell(name, "reads " + key.streamId(), 0);
            station.store()
                    .commits()
                    .get(key.tenantId(), key.streamId())
                    .subscribe(new Pull(station, history, "read of a stream", PAGE) {
                        @Override
                        void ended(boolean completed, @Nullable Throwable failure) {
                            world.tell(name, completed ? "has read" : "has read in part", got.size());
                            if (failure != null) {
                                history.unlessUnavailable(name, failure);
                            }
                            if (completed) {
                                history.judge.read(key, got, begun);
                                done = ending;
                            } else {
                                history.judge.readInPart(key, got);
                            }
                            if (!done) {
                                pause();
                            }
                        }
                    });
        }
    }

    /** Reads the global order up to the head, from anywhere; and asks for the head. */
    static final class OfTheLog implements Station.Worker {

        private final String name;
        private final Station station;
        private final History history;
        private final SimulatedWorld world;
        private int life;
        private boolean done;

        OfTheLog(String name, Station station, History history) {
            this.name = name;
            this.station = station;
            this.history = history;
            this.world = history.world;
        }

        boolean isDone() {
            return done;
        }

        Station station() {
            return station;
        }

        @Override
        public void begin() {
            life++;
            pause();
        }

        private void pause() {
            int now = life;
            station.later(world.between(0, 1_500_000_000), () -> {
                if (now == life && !done) {
                    head();
                }
            });
        }

        private void head() {
            long known = history.judge.highest();
            long before = history.judge.highestHead();
            Judge.Call call = station.call("head", () -> PAGE);
            station.store()
                    .management()
                    .head()
                    .subscribe(
                            head -> {
                                history.judge.end(call);
                                history.judge.head(head, known, before);
                                read(world.between(0, head));
                            },
                            failure -> {
                                history.judge.end(call);
                                history.unlessUnavailable(name, failure);
                                pause();
                            });
        }

        private void read(long after) {
            long known = history.judge.highest();
            boolean ending = history.isEnding();
            world.tell(name, "reads the log", after);
            station.store().management().getFrom(after).subscribe(new Pull(station, history, "read of the log", LAG) {
                @Override
                void ended(boolean completed, @Nullable Throwable failure) {
                    world.tell(name, completed ? "has read the log" : "has read the log in part", got.size());
                    if (failure != null) {
                        history.unlessUnavailable(name, failure, false);
                    }
                    history.judge.delivered(name, after, got, completed, known);
                    done = ending && completed;
                    if (!done) {
                        pause();
                    }
                }
            });
        }
    }

    /** Follows, and goes on where it was after a crash or a cancel. */
    static final class Follower implements Station.Worker {

        private final String name;
        private final Station station;
        private final History history;
        private final SimulatedWorld world;
        private final List<Commit> all = new ArrayList<>();
        private int life;
        private long reached;

        Follower(String name, Station station, History history) {
            this.name = name;
            this.station = station;
            this.history = history;
            this.world = history.world;
        }

        long reached() {
            return reached;
        }

        Station station() {
            return station;
        }

        @Override
        public void begin() {
            int now = ++life;
            world.tell(name, "follows", reached);
            station.store().management().follow(reached).subscribe(new Pull(station, history, name, 0) {
                @Override
                void came(Commit commit) {
                    world.tell(name, "is given", commit.checkpointToken());
                    reached = commit.checkpointToken();
                    all.add(commit);
                }

                @Override
                void ended(boolean completed, @Nullable Throwable failure) {
                    if (completed || failure != null) {
                        world.violated(name + " ended in " + failure);
                    } else if (now == life) {
                        station.later(world.between(0, 200_000_000), Follower.this::begin);
                    }
                }
            });
        }

        void tell() {
            history.judge.delivered(name, 0, all, false, 0);
        }
    }

    /** Purges the tenant that is there for it. */
    static final class Purger implements Station.Worker {

        private final Station station;
        private final History history;
        private int life;

        Purger(Station station, History history) {
            this.station = station;
            this.history = history;
        }

        @Override
        public void begin() {
            life++;
            pause();
        }

        private void pause() {
            int now = life;
            station.later(history.world.between(0, 3_000_000_000L), () -> {
                if (now == life && !history.isEnding()) {
                    purge();
                }
            });
        }

        private void purge() {
            station.store().management().purge(Shape.PURGED).subscribe(nothing -> {}, failure -> pause(), this::pause);
        }
    }
}
