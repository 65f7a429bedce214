package io.aett.reactive;

/**
 * The stream is not at the version that the writer expected; nothing was stored, and the decision must be made again. This
 * counts as a lost race: another writer was first, or the writer looked at something else.
 */
public final class UnexpectedVersionException extends CommitConflictException {

    private static final long serialVersionUID = 1L;

    private final long expectedVersion;

    public UnexpectedVersionException(
            String tenantId, String streamId, long expectedVersion, long headSequence, long headRevision) {
        super(
                "expected stream " + streamId + " (tenant " + tenantId + ") at version " + expectedVersion
                        + ", but the head is commit " + headSequence + " at revision " + headRevision,
                tenantId,
                streamId,
                headSequence + 1,
                headSequence,
                headRevision);
        this.expectedVersion = expectedVersion;
    }

    /** The version that the writer had decided on. The stream's own is {@link #headRevision()}. */
    public long expectedVersion() {
        return expectedVersion;
    }
}
