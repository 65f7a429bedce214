package io.aett.reactive.testkit.simulation;

import io.aett.reactive.Commit;
import io.aett.reactive.CommitConflictException;
import io.aett.reactive.CommitOutcomeUnknownException;
import io.aett.reactive.DuplicateCommitException;
import io.aett.reactive.InvalidCommitException;
import io.aett.reactive.StorageException;
import io.aett.reactive.StorageUnavailableException;
import io.aett.reactive.StreamHead;
import io.aett.reactive.spi.StreamKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;

/**
 * Writes to all streams what it takes for the next commit, and repeats what it does not know the end of, under the same id. What it knows of
 * a stream it was told by the store.
 */
final class WriterAtWork implements Station.Worker {

    private static final long COMMIT = 3 * Shape.COMMIT_TIMEOUT.toNanos() + 2 * Shape.READ_TIMEOUT.toNanos();
    private static final long SLACK = 200_000_000;
    private static final long HURRIED = 30;
    private static final List<Long> PAUSES = List.of(20_000L, 1_000_000L, 300_000_000L, 1_000_000_000L);

    /** What is to be stored, and what happened to it. */
    private static final class Intent {
        final Commit commit;
        final boolean again;
        int attempts;
        boolean maybeStored;

        Intent(Commit commit, boolean again) {
            this.commit = commit;
            this.again = again;
        }
    }

    private record Known(long sequence, long revision) {}

    private final Station station;
    private final History history;
    private final SimulatedWorld world;
    private final String name;
    private final Map<StreamKey, Known> known = new HashMap<>();
    private final List<Commit> own = new ArrayList<>();
    private @Nullable Intent intent;
    private long begun;
    private boolean sending;
    private long written;
    private boolean done;

    WriterAtWork(String name, Station station, History history) {
        this.name = name;
        this.station = station;
        this.history = history;
        this.world = history.world;
    }

    /** Whether it has stored something since all became calm, and has ended. */
    boolean isDone() {
        return done;
    }

    Station station() {
        return station;
    }

    @Override
    public void begin() {
        Intent before = intent;
        if (before != null && sending) {
            before.maybeStored = true;
            history.judge.unknown(before.commit, begun);
            if (world.random().nextBoolean()) {
                intent = null;
            }
        }
        sending = false;
        station.later(pause(), this::next);
    }

    private long pause() {
        if (world.isCalm() && !history.isEnding()) {
            return world.between(0, 3_000_000_000L);
        }
        boolean hurries = history.shape.crowded() && written < HURRIED;
        return world.between(0, world.oneOf(hurries ? PAUSES.subList(0, 2) : PAUSES));
    }

    private void next() {
        if (done || sending) {
            return;
        }
        Intent now = intent;
        if (now == null) {
            if (!own.isEmpty() && world.happens(60)) {
                now = new Intent(world.oneOf(own), true);
            } else {
                StreamKey stream = world.oneOf(history.shape.streams());
                Known head = known.get(stream);
                if (head == null || world.random().nextInt(20) == 0) {
                    ask(stream);
                    return;
                }
                now = new Intent(commit(stream, head), false);
            }
            intent = now;
        }
        send(now);
    }

    private Commit commit(StreamKey stream, Known head) {
        Commit.Builder commit = Commit.builder()
                .tenantId(stream.tenantId())
                .streamId(stream.streamId())
                .commitId(world.id())
                .commitSequence(head.sequence + 1)
                .clock(station.process().clock());
        long events = world.between(1, 2);
        for (long i = 0; i < events; i++) {
            commit.event(new Shape.Written(name, ++written));
        }
        return commit.streamRevision(head.revision + events).build();
    }

    private void ask(StreamKey stream) {
        sending = true;
        Judge.Call call = station.call("head of a stream", () -> Shape.READ_TIMEOUT.toNanos() + SLACK);
        station.store()
                .commits()
                .head(stream.tenantId(), stream.streamId())
                .defaultIfEmpty(new StreamHead(stream.tenantId(), stream.streamId(), 0, 0, 0))
                .subscribe(
                        head -> {
                            history.judge.end(call);
                            known.put(stream, new Known(head.headSequence(), head.headRevision()));
                            goOn();
                        },
                        failure -> {
                            history.judge.end(call);
                            history.unlessUnavailable(name, failure);
                            goOn();
                        });
    }

    private void goOn() {
        sending = false;
        station.later(pause(), this::next);
    }

    private void send(Intent now) {
        sending = true;
        now.attempts++;
        begun = world.nanos();
        long since = begun;
        long seen = history.judge.highest();
        world.tell(name, "commits " + now.commit.streamId(), now.commit.commitSequence());
        Judge.Call call = station.call("commit", () -> COMMIT + SLACK);
        Disposable sent = station.store()
                .commits()
                .commit(now.commit)
                .subscribe(
                        stored -> {
                            history.judge.end(call);
                            stored(now, stored, since, seen);
                        },
                        failure -> {
                            history.judge.end(call);
                            failed(now, failure, since);
                        });
        if (world.happens(20)) {
            station.later(world.between(0, 3_000_000), () -> {
                if (!sent.isDisposed()) {
                    sent.dispose();
                    history.judge.end(call);
                    world.tell(name, "cancels", 0);
                    lost(now, since);
                }
            });
        }
    }

    private void stored(Intent now, Commit stored, long since, long seen) {
        world.tell(name, "stored", stored.checkpointToken());
        boolean purged = stored.tenantId().equals(Shape.PURGED);
        if (now.again && !purged) {
            world.violated(name + " stored a second time what was acknowledged before: " + stored);
        }
        if (!now.again) {
            history.judge.stored(now.commit, stored, since, now.attempts == 1, seen);
            own.add(now.commit);
        }
        learn(stored.commitSequence(), stored.streamRevision());
        over(!now.again);
    }

    private void learn(long sequence, long revision) {
        Intent now = intent;
        if (now != null) {
            known.put(new StreamKey(now.commit.tenantId(), now.commit.streamId()), new Known(sequence, revision));
        }
    }

    private void over(boolean successful) {
        intent = null;
        if (successful && history.isEnding()) {
            done = true;
        }
        goOn();
    }

    private void failed(Intent now, Throwable failure, long since) {
        world.tell(name, "failed: " + failure.getClass().getSimpleName(), now.attempts);
        if (failure instanceof DuplicateCommitException duplicate) {
            duplicate(now, duplicate, since);
        } else if (failure instanceof CommitConflictException conflict) {
            history.judge.conflicts++;
            if (now.again && now.commit.tenantId().equals(Shape.KEPT)) {
                unexpected(now, failure);
            } else if (!now.again) {
                history.judge.refused(now.commit, since);
            }
            learn(conflict.headSequence(), conflict.headRevision());
            over(false);
        } else if (failure instanceof CommitOutcomeUnknownException) {
            if (now.again) {
                over(false);
            } else {
                lost(now, since);
            }
        } else if (failure instanceof StorageUnavailableException) {
            if (!now.again && world.random().nextInt(4) == 0) {
                refusedUnless(now, since);
                over(false);
            } else {
                goOn();
            }
        } else if (failure instanceof InvalidCommitException
                && now.commit.tenantId().equals(Shape.PURGED)) {
            known.remove(new StreamKey(now.commit.tenantId(), now.commit.streamId()));
            over(false);
        } else if (failure.getClass() == StorageException.class && !history.isEnding()) {
            refusedUnless(now, since);
            over(false);
        } else {
            unexpected(now, failure);
        }
    }

    /** A refusal, unless an earlier attempt may have been stored, or may yet be. */
    private void refusedUnless(Intent now, long since) {
        if (now.maybeStored) {
            history.judge.unknown(now.commit, since);
        } else if (!now.again) {
            history.judge.refused(now.commit, since);
        }
    }

    private void lost(Intent now, long since) {
        now.maybeStored = true;
        history.judge.unknown(now.commit, since);
        if (world.random().nextInt(8) == 0) {
            known.remove(new StreamKey(now.commit.tenantId(), now.commit.streamId()));
            over(false);
        } else {
            goOn();
        }
    }

    private void duplicate(Intent now, DuplicateCommitException duplicate, long since) {
        history.judge.duplicates++;
        Commit stored = duplicate.storedCommit();
        if (!duplicate.sameContent() || !stored.commitId().equals(now.commit.commitId())) {
            unexpected(now, duplicate);
        } else if (!now.again && !now.maybeStored) {
            world.violated(name + " met its own commit though nothing was sent before: " + stored);
        } else {
            history.judge.stored(now.commit, stored, since, false, 0);
            if (!now.again) {
                own.add(now.commit);
            }
            over(!now.again);
        }
    }

    private void unexpected(Intent now, Throwable failure) {
        world.violated(name + " failed unexpectedly with " + failure + " after " + now.attempts + " attempts");
    }
}
