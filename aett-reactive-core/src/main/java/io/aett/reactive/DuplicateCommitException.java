package io.aett.reactive;

import java.util.Objects;

/** The stream has a commit of this id already; nothing was stored by this attempt. */
public class DuplicateCommitException extends EventStoreException {

    private static final long serialVersionUID = 1L;

    private final transient Commit storedCommit;

    public DuplicateCommitException(Commit storedCommit) {
        super("commit id "
                + Objects.requireNonNull(storedCommit, "storedCommit").commitId()
                + " is already stored as commit " + storedCommit.commitSequence() + " of stream "
                + storedCommit.streamId() + " (tenant " + storedCommit.tenantId() + ")");
        this.storedCommit = storedCommit;
    }

    /** The commit that has the id, as every read returns it. */
    public Commit storedCommit() {
        return storedCommit;
    }
}
