package io.aett.reactive;

import org.jspecify.annotations.Nullable;

/**
 * A snapshot was written when its class had other fields or types than now, so it may mean something else. Replay the events, and store
 * a new snapshot, as repositories do.
 */
public class StaleSnapshotException extends MalformedDataException {

    private static final long serialVersionUID = 1L;

    private final String topic;
    private final @Nullable String form;

    public StaleSnapshotException(
            String tenantId,
            String streamId,
            long commitSequence,
            long streamRevision,
            String topic,
            @Nullable String form) {
        super(
                tenantId,
                streamId,
                commitSequence,
                streamRevision,
                0,
                "the snapshot of topic " + topic + " was written in another form than its class has now;"
                        + " replay the events and store a new one",
                null);
        this.topic = topic;
        this.form = form;
    }

    /** The topic of the snapshot's payload. */
    public String topic() {
        return topic;
    }

    /** The short name of the form that it was written in; {@code null} if that was not stored. */
    public @Nullable String form() {
        return form;
    }
}
