package io.aett.reactive;

/** The race was lost, but nothing stored in between is known to conflict: reload, apply the change again, and retry. */
public final class NonConflictingCommitException extends CommitConflictException {

    private static final long serialVersionUID = 1L;

    public NonConflictingCommitException(
            String tenantId, String streamId, long attemptedSequence, long headSequence, long headRevision) {
        super(
                taken("lost race", tenantId, streamId, attemptedSequence, headSequence, headRevision),
                tenantId,
                streamId,
                attemptedSequence,
                headSequence,
                headRevision);
    }
}
