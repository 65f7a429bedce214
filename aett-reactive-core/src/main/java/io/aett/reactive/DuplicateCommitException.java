package io.aett.reactive;

import java.util.Objects;

/** The stream already has a commit with this id; this attempt stored nothing. */
public class DuplicateCommitException extends EventStoreException {

    private static final long serialVersionUID = 1L;

    private final transient Commit storedCommit;
    private final boolean sameContent;

    /** For a store that did not compare contents. */
    public DuplicateCommitException(Commit storedCommit) {
        this(storedCommit, false);
    }

    /** With the result of comparing what is stored with what was sent. */
    public DuplicateCommitException(Commit storedCommit, boolean sameContent) {
        super("commit id "
                + Objects.requireNonNull(storedCommit, "storedCommit").commitId()
                + " is already stored as commit " + storedCommit.commitSequence() + " of stream "
                + storedCommit.streamId() + " (tenant " + storedCommit.tenantId() + ")");
        this.storedCommit = storedCommit;
        this.sameContent = sameContent;
    }

    /** The commit that has the id, as every read returns it. */
    public Commit storedCommit() {
        return storedCommit;
    }

    /**
     * Whether the stored commit has, byte for byte, the events and headers that were sent, stamps and numbers aside. It does not say who sent
     * them: without an earlier attempt of your own it was another writer.
     */
    public boolean sameContent() {
        return sameContent;
    }
}
