package io.aett.reactive;

/** The race was lost, and the events conflict with those stored in between: decide again. */
public final class ConflictingCommitException extends CommitConflictException {

    private static final long serialVersionUID = 1L;

    public ConflictingCommitException(
            String tenantId, String streamId, long attemptedSequence, long headSequence, long headRevision) {
        super(
                taken("conflicting commit", tenantId, streamId, attemptedSequence, headSequence, headRevision),
                tenantId,
                streamId,
                attemptedSequence,
                headSequence,
                headRevision);
    }
}
