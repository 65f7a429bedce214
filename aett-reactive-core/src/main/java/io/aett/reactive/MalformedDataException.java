package io.aett.reactive;

import org.jspecify.annotations.Nullable;

/**
 * Something stored cannot be read: it cannot be decoded, or is not where it belongs. Reading it again will not help; {@link
 * #checkpoint()} is where reading on begins for those who decide to leave it out.
 */
public class MalformedDataException extends EventStoreException {

    private static final long serialVersionUID = 1L;

    private final String tenantId;
    private final String streamId;
    private final long commitSequence;
    private final long checkpoint;

    public MalformedDataException(
            String tenantId, String streamId, long commitSequence, String detail, @Nullable Throwable cause) {
        this(tenantId, streamId, commitSequence, 0, 0, detail, cause);
    }

    /**
     * With all numbers of the place.
     *
     * @param streamRevision 0 when it is not known
     * @param checkpoint 0 when it is not known, or there is none
     */
    public MalformedDataException(
            String tenantId,
            String streamId,
            long commitSequence,
            long streamRevision,
            long checkpoint,
            String detail,
            @Nullable Throwable cause) {
        super(
                "commit " + commitSequence + " of stream " + streamId + " (tenant " + tenantId
                        + (streamRevision == 0 ? "" : ", revision " + streamRevision)
                        + (checkpoint == 0 ? "" : ", checkpoint " + checkpoint) + "): " + detail,
                cause);
        this.tenantId = tenantId;
        this.streamId = streamId;
        this.commitSequence = commitSequence;
        this.checkpoint = checkpoint;
    }

    /** The tenant of the stream. */
    public String tenantId() {
        return tenantId;
    }

    /** The stream. */
    public String streamId() {
        return streamId;
    }

    /** The commit that cannot be decoded. */
    public long commitSequence() {
        return commitSequence;
    }

    /** The place of that commit in the global order; 0 when it is not known, or there is none. */
    public long checkpoint() {
        return checkpoint;
    }
}
