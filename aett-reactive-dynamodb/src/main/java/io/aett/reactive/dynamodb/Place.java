package io.aett.reactive.dynamodb;

import io.aett.reactive.spi.EncodedCommit;
import io.aett.reactive.spi.StoredHead;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Where a commit of a stream is, which holds for ever within a generation.
 *
 * @param revision of its last event
 * @param position in the global order, 0 where there is none
 */
record Place(long sequence, long revision, Instant stamp, long position) {

    /** Before the first commit of a stream. */
    static final Place START = new Place(0, 0, Instant.MIN, 0);

    static final Comparator<Place> BY_SEQUENCE = Comparator.comparingLong(Place::sequence);

    static Place of(Map<String, AttributeValue> first) {
        return new Place(
                Items.number(first, "n"), Items.lastRevision(first), Items.stamp(first), Items.number(first, "p"));
    }

    boolean precedes(EncodedCommit commit) {
        return sequence == commit.sequence() - 1 && revision == commit.firstRevision() - 1;
    }

    StoredHead head() {
        return new StoredHead(sequence, revision, stamp);
    }
}
