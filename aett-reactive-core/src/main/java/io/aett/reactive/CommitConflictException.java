package io.aett.reactive;

/** The race for a sequence was lost to another writer; nothing was stored. */
public abstract sealed class CommitConflictException extends EventStoreException
        permits ConflictingCommitException, NonConflictingCommitException, UnexpectedVersionException {

    private static final long serialVersionUID = 1L;

    private final String tenantId;
    private final String streamId;
    private final long attemptedSequence;
    private final long headSequence;
    private final long headRevision;

    CommitConflictException(
            String message,
            String tenantId,
            String streamId,
            long attemptedSequence,
            long headSequence,
            long headRevision) {
        super(message);
        this.tenantId = tenantId;
        this.streamId = streamId;
        this.attemptedSequence = attemptedSequence;
        this.headSequence = headSequence;
        this.headRevision = headRevision;
    }

    static String taken(
            String what,
            String tenantId,
            String streamId,
            long attemptedSequence,
            long headSequence,
            long headRevision) {
        return what + ": commit " + attemptedSequence + " of stream " + streamId + " (tenant " + tenantId
                + ") is taken, the head is commit " + headSequence + " at revision " + headRevision;
    }

    /** The tenant of the stream. */
    public String tenantId() {
        return tenantId;
    }

    /** The stream. */
    public String streamId() {
        return streamId;
    }

    /** The sequence that the writer attempted. */
    public long attemptedSequence() {
        return attemptedSequence;
    }

    /** The stream's last sequence when the race was lost. */
    public long headSequence() {
        return headSequence;
    }

    /** The stream's last revision when the race was lost. */
    public long headRevision() {
        return headRevision;
    }
}
