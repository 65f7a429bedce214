package io.aett.reactive.cli.check;

import io.aett.reactive.Commit;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Where each stream ended when it was seen last, in about 60 bytes a stream. Not thread-safe. */
final class Ends {

    private static final long UNKNOWN = -1;

    private final Keys streams = new Keys();
    private long[] sequences = new long[64];
    private long[] revisions = new long[64];
    private long[] stamps = new long[64];

    int streams() {
        return streams.size();
    }

    /** What is wrong with this commit as the next one of its stream; {@code null} if nothing is. */
    @Nullable
    String next(Digest stream, Commit commit) {
        int known = streams.size();
        int number = number(stream);
        String fault = number == known ? first(commit) : follows(number, commit);
        sequences[number] = commit.commitSequence();
        revisions[number] = commit.streamRevision();
        stamps[number] = micros(commit.commitStamp());
        return fault;
    }

    /** A commit of which only the place is known. */
    void unreadable(Digest stream, long sequence) {
        int number = number(stream);
        sequences[number] = sequence;
        revisions[number] = UNKNOWN;
    }

    private int number(Digest stream) {
        int number = streams.number(stream);
        if (number == sequences.length) {
            sequences = Arrays.copyOf(sequences, number * 2);
            revisions = Arrays.copyOf(revisions, number * 2);
            stamps = Arrays.copyOf(stamps, number * 2);
        }
        if (number == streams.size() - 1 && sequences[number] == 0) {
            stamps[number] = Long.MIN_VALUE;
        }
        return number;
    }

    private static @Nullable String first(Commit commit) {
        if (commit.commitSequence() != 1) {
            return "is the first that is left of its stream; the " + (commit.commitSequence() - 1)
                    + " before it are missing";
        }
        return commit.firstRevision() == 1
                ? null
                : "is the first of its stream and begins with revision " + commit.firstRevision();
    }

    private @Nullable String follows(int number, Commit commit) {
        long before = sequences[number];
        if (commit.commitSequence() != before + 1) {
            return commit.commitSequence() <= before
                    ? "comes after commit " + before + " of its stream"
                    : "comes after commit " + before + " of its stream; what lies between them is missing";
        }
        if (revisions[number] != UNKNOWN && commit.firstRevision() != revisions[number] + 1) {
            return "begins with revision " + commit.firstRevision() + ", but the one before ends with "
                    + revisions[number];
        }
        return micros(commit.commitStamp()) < stamps[number] ? "has a stamp that is earlier than the one before" : null;
    }

    private static long micros(Instant stamp) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, stamp);
    }
}
