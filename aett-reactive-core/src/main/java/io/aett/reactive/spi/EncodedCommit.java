package io.aett.reactive.spi;

import java.time.Instant;
import java.util.Objects;
import java.util.UUID;

/**
 * A commit as a backend sees it: numbers, ids and opaque bytes.
 *
 * @param stream the stream
 * @param sequence position among the stream's commits, from 1
 * @param revision number of the commit's last event in the stream
 * @param eventCount number of events, at least 1
 * @param commitId the caller's id, unique in the stream
 * @param nonce names this attempt; stored beside the commit, so that a writer recognises its own write
 * @param stamp between the years 1 and 9999, whole microseconds
 * @param payload headers and events; shared, never changed by anybody
 * @param checkpoint place in the global order, 0 until stored
 */
@SuppressWarnings("ArrayRecordComponent")
public record EncodedCommit(
        StreamKey stream,
        long sequence,
        long revision,
        int eventCount,
        UUID commitId,
        UUID nonce,
        Instant stamp,
        byte[] payload,
        long checkpoint) {

    public EncodedCommit {
        Objects.requireNonNull(stream, "stream");
        Objects.requireNonNull(commitId, "commitId");
        Objects.requireNonNull(nonce, "nonce");
        Objects.requireNonNull(stamp, "stamp");
        Objects.requireNonNull(payload, "payload");
    }

    /** The number of the first event: {@code revision - eventCount + 1}. */
    public long firstRevision() {
        return revision - eventCount + 1;
    }

    /** Tells whether this commit has an event within the range, both ends included. */
    public boolean intersects(long minRevision, long maxRevision) {
        return revision >= minRevision && firstRevision() <= maxRevision;
    }

    /** This commit with the place and the stamp under which it is stored. */
    public EncodedCommit storedAs(long storedCheckpoint, Instant storedStamp) {
        return new EncodedCommit(
                stream, sequence, revision, eventCount, commitId, nonce, storedStamp, payload, storedCheckpoint);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof EncodedCommit that
                && stream.equals(that.stream)
                && sequence == that.sequence
                && nonce.equals(that.nonce)
                && checkpoint == that.checkpoint;
    }

    @Override
    public int hashCode() {
        return nonce.hashCode();
    }

    @Override
    public String toString() {
        return "EncodedCommit[" + stream + ", sequence=" + sequence + ", revision=" + revision + ", checkpoint="
                + checkpoint + ", " + payload.length + " bytes]";
    }
}
