package io.aett.reactive;

import org.jspecify.annotations.Nullable;

/**
 * Stored data cannot be read: it cannot be decoded, or is not where it belongs. Reading it again will not help; to skip it, continue
 * from {@link #checkpoint()}.
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
     * With all numbers that locate the data.
     *
     * @param streamRevision 0 if it is unknown
     * @param checkpoint 0 if it is unknown, or there is none
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

    /** With the numbers of this commit. */
    public static MalformedDataException of(Commit commit, String detail, @Nullable Throwable cause) {
        return new MalformedDataException(
                commit.tenantId(),
                commit.streamId(),
                commit.commitSequence(),
                commit.streamRevision(),
                commit.checkpointToken(),
                detail,
                cause);
    }

    /** The tenant of the stream. */
    public String tenantId() {
        return tenantId;
    }

    /** The stream. */
    public String streamId() {
        return streamId;
    }

    /** The sequence of the commit that cannot be decoded. */
    public long commitSequence() {
        return commitSequence;
    }

    /** The checkpoint of that commit; 0 if it is unknown, or there is none. */
    public long checkpoint() {
        return checkpoint;
    }
}
