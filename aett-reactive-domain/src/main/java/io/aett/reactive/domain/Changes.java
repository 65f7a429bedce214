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
 * The commit id is kept from the first attempt until a commit of that id is known to be stored.
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
                    "expected an event of revision " + (version + 1) + ", but the commit begins at " + first,
                    null);
        }
        long last = Math.min(commit.streamRevision(), maxVersion);
        List<EventMessage> events = commit.events();
        applying = true;
        replaying = true;
        try {
            for (int i = (int) (version + 1 - first), end = (int) (last + 1 - first); i < end; i++) {
                apply.accept(events.get(i).body());
                version++;
            }
        } finally {
            applying = false;
            replaying = false;
        }
        commitSequence = last == commit.streamRevision() ? commit.commitSequence() : commit.commitSequence() - 1;
    }

    /** The commit of all that is uncommitted; there must be something. */
    Commit toCommit(String tenantId, Instant stamp, Map<String, Object> headers, Supplier<UUID> commitIds) {
        UUID attempt = commitId;
        if (attempt == null) {
            attempt = Objects.requireNonNull(commitIds.get(), "commit id");
            commitId = attempt;
        }
        return new Commit(
                tenantId, id, version, attempt, commitSequence + 1, stamp, headers, List.copyOf(uncommitted), 0);
    }

    /**
     * Forgets the events that the stored commit contains; a second report of the same commit changes nothing.
     *
     * @return whether this was the first report
     */
    boolean stored(Commit commit) {
        if (!commit.commitId().equals(commitId)) {
            return false;
        }
        uncommitted
                .subList(0, Math.min(commit.events().size(), uncommitted.size()))
                .clear();
        commitSequence = commit.commitSequence();
        commitId = null;
        return true;
    }
}
