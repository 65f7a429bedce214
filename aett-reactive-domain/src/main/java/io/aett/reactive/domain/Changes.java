package io.aett.reactive.domain;

import io.aett.reactive.Commit;
import io.aett.reactive.EventMessage;
import io.aett.reactive.MalformedDataException;
import java.time.Duration;
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

    /** What others raised and goes before {@link #uncommitted} into the same commit. */
    private final List<EventMessage> ahead = new ArrayList<>();

    private long version;
    private long commitSequence;
    private long snapshotVersion;
    private @Nullable UUID lastCommitId;
    private long lastCheckpoint;
    private boolean resumed;
    private boolean unread;
    private long loadNanos;
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

    /** From here on loading begins there, and how long it took before says nothing any more. */
    void snapshotTaken(long atVersion) {
        snapshotVersion = atVersion;
        loadNanos = 0;
    }

    void loadedWithin(long nanos) {
        loadNanos = nanos;
    }

    /** How long loading this instance took; zero for one that was not loaded, or that has stored a snapshot since. */
    Duration loading() {
        return Duration.ofNanos(loadNanos);
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
                > (inDoubt == null ? 0 : inDoubt.commit().events().size() - ahead.size());
    }

    /** The sequence of the commit behind which the uncommitted events come, be it stored or not. */
    long precedingSequence() {
        return ahead.isEmpty() ? commitSequence : commitSequence + 1;
    }

    /** All that is to be in the next commit. */
    List<EventMessage> unstored() {
        List<EventMessage> all = new ArrayList<>(ahead);
        all.addAll(uncommitted);
        return all;
    }

    /** Whether a commit was sent and its outcome is not known. */
    boolean isInDoubt() {
        return inDoubt != null;
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

    /** Applies what others raised and what goes before the events raised here into the same commit. */
    void follow(List<EventMessage> others, Consumer<Object> apply) {
        applying = true;
        replaying = true;
        try {
            for (EventMessage other : others) {
                apply.accept(other.body());
                version++;
            }
        } finally {
            applying = false;
            replaying = false;
        }
        ahead.addAll(others);
    }

    void restored(long atVersion) {
        version = atVersion;
        snapshotVersion = atVersion;
        resumed = true;
    }

    /** Stands where another instance does, whose state was taken over. */
    void standAt(Changes other) {
        version = other.version;
        commitSequence = other.commitSequence;
        snapshotVersion = other.snapshotVersion;
        lastCommitId = other.lastCommitId;
        lastCheckpoint = other.lastCheckpoint;
        resumed = true;
        unread = true;
    }

    /** Whether commits before this instance's beginning were not replayed, so that their ids were not met. */
    boolean isResumed() {
        return resumed;
    }

    /** Whether nothing that is stored was looked at: whether this is the head, or a stream that still is, nobody knows. */
    boolean isUnread() {
        return unread;
    }

    /** Whether everything that is applied here is known to be stored, up to the end of a commit. */
    boolean isStored() {
        return lastCommitId != null && uncommitted.isEmpty() && ahead.isEmpty();
    }

    /** Whether this commit is the last one that was applied to its end. */
    boolean endsWith(Commit commit) {
        return commit.commitId().equals(lastCommitId) && commit.checkpointToken() == lastCheckpoint;
    }

    /** Applies the events of a stored commit that lie after the present version and not after {@code maxVersion}. */
    void replay(Commit commit, long maxVersion, Consumer<Object> apply) {
        long first = commit.firstRevision();
        if (first > version + 1) {
            throw MalformedDataException.of(
                    commit,
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
        standsBehind(commit);
    }

    private void standsBehind(Commit commit) {
        lastCommitId = commit.commitId();
        lastCheckpoint = commit.checkpointToken();
        unread = false;
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
                    tenantId, id, version, attemptId, commitSequence + 1, stamp, headers.get(), unstored(), 0));
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
        uncommitted.subList(0, attempt.commit().events().size() - ahead.size()).clear();
        ahead.clear();
        commitSequence = stored.commitSequence();
        standsBehind(stored);
        commitId = null;
        inDoubt = null;
        return true;
    }

    /** The events raised here were stored by another instance, as a part of this commit. */
    void storedWithin(Commit stored) {
        uncommitted.clear();
        ahead.clear();
        commitSequence = version == stored.streamRevision() ? stored.commitSequence() : stored.commitSequence() - 1;
    }

    /** What is ahead was stored as this commit, and what was raised here comes into one behind it. */
    void storedAhead(Commit stored) {
        ahead.clear();
        commitSequence = stored.commitSequence();
    }
}
