package io.aett.reactive.domain;

import io.aett.reactive.Commit;
import io.aett.reactive.EventMessage;
import io.aett.reactive.MalformedDataException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Where an aggregate or saga stands in its stream, and the events it has not stored yet.
 *
 * <p>Two numbers move independently: {@code version} counts applied events, stored or not; {@code commitSequence} is the
 * last commit that was applied to its end, so that a commit built here loses the race whenever the stream has gone on.
 * The commit id is kept from the first attempt until a commit of that id is known to be stored, and what was sent stays one commit
 * until its outcome is known: what comes after it waits for the commit after it.
 */
final class Changes {

    private final String id;
    private final List<EventMessage> uncommitted = new ArrayList<>();
    private long version;
    private long commitSequence;
    private long snapshotVersion;
    private boolean applying;
    private boolean replaying;
    private @Nullable UUID commitId;
    private @Nullable Attempt inDoubt;
    private @Nullable UUID sought;
    private @Nullable Commit met;

    Changes(String id) {
        this.id = Objects.requireNonNull(id, "id");
    }

    String id() {
        return id;
    }

    long version() {
        return version;
    }

    long commitSequence() {
        return commitSequence;
    }

    /** The version of the newest snapshot this instance was restored from or saved to; 0 without one. */
    long snapshotVersion() {
        return snapshotVersion;
    }

    void snapshotTaken(long atVersion) {
        snapshotVersion = atVersion;
    }

    boolean replaying() {
        return replaying;
    }

    boolean untouched() {
        return version == 0 && uncommitted.isEmpty();
    }

    boolean hasUncommitted() {
        return !uncommitted.isEmpty();
    }

    /** Whether there are events beside those whose outcome is in doubt. */
    boolean hasUnsent() {
        return uncommitted.size()
                > (inDoubt == null ? 0 : inDoubt.commit().events().size());
    }

    /** The headers of the commit that was sent and whose outcome is not known, empty without one. */
    Map<String, Object> headersInDoubt() {
        return inDoubt == null ? Map.of() : inDoubt.commit().headers();
    }

    /** Looks out for the commit of this id while commits are replayed. */
    void seek(@Nullable UUID id) {
        sought = id;
    }

    /** The commit that was sought, if it was among those replayed. */
    @Nullable
    Commit met() {
        return met;
    }

    List<EventMessage> uncommitted() {
        return List.copyOf(uncommitted);
    }

    /** Applies the event and records it; when applying fails nothing has changed here. */
    void raise(Object event, Consumer<Object> apply) {
        Objects.requireNonNull(event, "event");
        if (applying) {
            throw new IllegalStateException(
                    "apply must not raise events: " + event.getClass().getName() + " was raised while "
                            + "another event was applied to " + id + "; raise both from the method that decides");
        }
        EventMessage message = EventMessage.of(event);
        applying = true;
        try {
            apply.accept(message.body());
        } finally {
            applying = false;
        }
        version++;
        uncommitted.add(message);
    }

    void restored(long atVersion) {
        version = atVersion;
        snapshotVersion = atVersion;
    }

    /** Applies the events of a stored commit that lie after the present version and not after {@code maxVersion}. */
    void replay(Commit commit, long maxVersion, Consumer<Object> apply) {
        long first = commit.firstRevision();
        if (first > version + 1) {
            throw new MalformedDataException(
                    commit.tenantId(),
                    commit.streamId(),
                    commit.commitSequence(),
                    commit.streamRevision(),
                    commit.checkpointToken(),
                    "expected an event of revision " + (version + 1) + ", but the commit begins at " + first,
                    null);
        }
        if (commit.commitId().equals(sought)) {
            met = commit;
        }
        long last = Math.min(commit.streamRevision(), maxVersion);
        List<EventMessage> events = commit.events();
        applying = true;
        replaying = true;
        try {
            for (int i = (int) (version + 1 - first), end = (int) (last + 1 - first); i < end; i++) {
                applyStored(commit, events.get(i).body(), apply);
                version++;
            }
        } finally {
            applying = false;
            replaying = false;
        }
        commitSequence = last == commit.streamRevision() ? commit.commitSequence() : commit.commitSequence() - 1;
    }

    /**
     * Reactor throws linkage errors and stack overflows into the thread instead of signalling them, and the reader would wait forever;
     * they come from user code here and end this load only.
     */
    private void applyStored(Commit commit, Object event, Consumer<Object> apply) {
        try {
            apply.accept(event);
        } catch (Exception | LinkageError | StackOverflowError | AssertionError thrown) {
            throw ReplayFailure.of(commit, version + 1, event, thrown);
        }
    }

    /** What is to be sent: again what is in doubt, else all that is uncommitted. There must be something. */
    Attempt attempt(String tenantId, Instant stamp, Supplier<Map<String, Object>> headers, Supplier<UUID> commitIds) {
        Attempt attempt = inDoubt;
        if (attempt == null) {
            UUID attemptId = commitId;
            if (attemptId == null) {
                attemptId = Objects.requireNonNull(commitIds.get(), "commit id");
                commitId = attemptId;
            }
            attempt = new Attempt(new Commit(
                    tenantId, id, version, attemptId, commitSequence + 1, stamp, headers.get(), uncommitted, 0));
            inDoubt = attempt;
        }
        return attempt;
    }

    void failed(Attempt attempt, Throwable failure) {
        if (inDoubt == attempt && attempt.decidedBy(failure)) {
            inDoubt = null;
        }
    }

    /**
     * Forgets the events that were stored; a second report of the same attempt changes nothing.
     *
     * @return whether this was the first report
     */
    boolean stored(Attempt attempt, Commit stored) {
        if (inDoubt != attempt) {
            return false;
        }
        uncommitted.subList(0, attempt.commit().events().size()).clear();
        commitSequence = stored.commitSequence();
        commitId = null;
        inDoubt = null;
        return true;
    }
}
