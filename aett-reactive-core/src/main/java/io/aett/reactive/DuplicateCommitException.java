package io.aett.reactive;

import java.util.Objects;

/** The stream has a commit of this id already; nothing was stored by this attempt. */
public class DuplicateCommitException extends EventStoreException {

    private static final long serialVersionUID = 1L;

    private final transient Commit storedCommit;
    private final boolean sameContent;

    /** For a store that did not compare contents. */
    public DuplicateCommitException(Commit storedCommit) {
        this(storedCommit, false);
    }

    /** Says whether what is stored was compared with what was sent, and found to be the same. */
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
     * Whether the stored commit has, byte for byte, the events and headers that were sent, stamps and numbers aside. Who sent them is
     * another question: without an earlier attempt of one's own it was somebody else.
     */
    public boolean sameContent() {
        return sameContent;
    }
}
