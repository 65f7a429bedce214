package io.aett.reactive.subscription;

import io.aett.reactive.Commit;
import io.aett.reactive.EventMessage;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/**
 * Where an event was stored.
 *
 * @param commit the commit that it is in
 * @param index its place there, from 0
 */
public record EventContext(Commit commit, int index) {

    public EventContext {
        Objects.requireNonNull(commit, "commit");
        Objects.checkIndex(index, commit.events().size());
    }

    /** The event with its headers. */
    public EventMessage message() {
        return commit.events().get(index);
    }

    /** The event's own headers; the commit's are with the commit. */
    public Map<String, Object> headers() {
        return message().headers();
    }

    /** The event's revision in its stream. */
    public long revision() {
        return commit.firstRevision() + index;
    }

    /** The commit's place in the global order. Events of one commit share it. */
    public long checkpoint() {
        return commit.checkpointToken();
    }

    /** The tenant. */
    public String tenantId() {
        return commit.tenantId();
    }

    /** The stream. */
    public String streamId() {
        return commit.streamId();
    }

    /** The commit's id: with the index it names this event for ever. */
    public UUID commitId() {
        return commit.commitId();
    }

    /** When the commit was made. */
    public Instant stamp() {
        return commit.commitStamp();
    }
}
