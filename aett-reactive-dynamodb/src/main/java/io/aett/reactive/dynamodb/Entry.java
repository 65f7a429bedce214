package io.aett.reactive.dynamodb;

import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * What a block of the order says of one position, as text: {@value #CLOSED} when there will never be a commit at it; else which commit
 * was announced for it, and behind {@value #LOST} that this commit was there and is lost.
 *
 * <p>An announcement is not the commit. Whether there is one at the position is decided where the commit belongs in its stream: by the first that
 * comes to be there.
 *
 * @param first the revision of the announced commit's first event
 * @param sequence its sequence
 * @param micros its stamp
 * @param bytes the length of its payload
 * @param commits the partition key of its stream's commits; empty for a closed position
 */
record Entry(long position, boolean lost, long first, long sequence, long micros, long bytes, String commits) {

    static final String CLOSED = "-";

    private static final String LOST = "!";
    private static final int PARTS = 5;

    /** The announcement of an attempt. */
    static Entry of(Attempt attempt) {
        return new Entry(
                attempt.position(),
                false,
                attempt.commit().firstRevision(),
                attempt.commit().sequence(),
                Items.micros(attempt.stamp()),
                attempt.commit().payload().length,
                Keys.commits(attempt.generation(), attempt.commit().stream()));
    }

    static Entry of(long position, String text) {
        if (text.equals(CLOSED)) {
            return new Entry(position, false, 0, 0, 0, 0, "");
        }
        boolean lost = text.startsWith(LOST);
        String[] parts = (lost ? text.substring(LOST.length()) : text).split(" ", PARTS);
        if (parts.length < PARTS) {
            throw new IllegalStateException("position " + position + " of the order says nothing that is understood");
        }
        return new Entry(
                position,
                lost,
                Long.parseLong(parts[0]),
                Long.parseLong(parts[1]),
                Long.parseLong(parts[2]),
                Long.parseLong(parts[3]),
                parts[4]);
    }

    boolean isClosed() {
        return commits.isEmpty();
    }

    /** As it is stored. */
    AttributeValue value() {
        return AttributeValue.fromS(text());
    }

    String text() {
        return isClosed()
                ? CLOSED
                : (lost ? LOST : "") + first + " " + sequence + " " + micros + " " + bytes + " " + commits;
    }

    Entry asLost() {
        return new Entry(position, true, first, sequence, micros, bytes, commits);
    }

    Map<String, AttributeValue> commitKey() {
        return Keys.key(commits, Keys.number(first));
    }

    String tenantId() {
        return Keys.streamOf(commits).tenantId();
    }

    long generation() {
        return Keys.generationOf(commits);
    }
}
