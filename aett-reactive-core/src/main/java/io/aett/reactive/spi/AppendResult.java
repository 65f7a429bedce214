package io.aett.reactive.spi;

import java.time.Instant;

/** What became of one commit of a batch. A lost race is a value, never an error signal. */
public sealed interface AppendResult {

    /**
     * Stored, durably.
     *
     * @param checkpoint its place in the global order, positive
     * @param stamp the stamp it is stored with: its own, or the stream head's where that is later
     */
    record Appended(long checkpoint, Instant stamp) implements AppendResult {}

    /** The stream has a commit with this commit id, at whatever sequence. Goes before all other refusals. */
    record AlreadyStored(EncodedCommit commit) implements AppendResult {

        /** Whether it is what was sent: a driver that repeats itself meets the commit that it stored the first time. */
        public boolean is(EncodedCommit sent) {
            return commit.nonce().equals(sent.nonce());
        }
    }

    /** The stream has another commit at this sequence. The numbers are those of the stream's head. */
    record SequenceTaken(long headSequence, long headRevision) implements AppendResult {}

    /** The commit does not follow the stream's head: a gap, or a first revision that is not the next one. */
    record OutOfOrder(long headSequence, long headRevision) implements AppendResult {}
}
