package io.aett.reactive.engine;

import io.aett.reactive.MalformedDataException;
import io.aett.reactive.spi.EncodedCommit;
import io.aett.reactive.spi.StreamKey;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Whether commits that are read follow one another, so that none that was lost is passed over in silence.
 *
 * <p>Within a stream: each sequence is the previous one plus 1, each first revision the previous revision plus 1, checkpoints
 * increase (where there is a global order; without one all are 0), and stamps do not decrease. What a stream cannot tell by
 * itself is that its end is missing, and a read of a range not that its end is. One instance per subscription.
 */
final class Succession {

    /** How many streams of a tenant are remembered: a read of any length takes constant memory. */
    static final int STREAMS = 4096;

    private Succession() {}

    /** Says whether a commit may come next; throws otherwise. */
    interface Check {
        EncodedCommit next(EncodedCommit commit);
    }

    /** Of a read that begins at a revision: its first commit must hold it, and the stream begin with 1. */
    static Check fromRevision(long revision) {
        return new OfStream() {
            @Override
            void first(EncodedCommit commit) {
                if (commit.revision() < revision) {
                    throw malformed(
                            commit,
                            "ends with revision " + commit.revision() + " and was found where revision " + revision
                                    + " was looked for; something before it is missing");
                }
                if (commit.firstRevision() > revision) {
                    throw malformed(
                            commit,
                            "begins with revision " + commit.firstRevision()
                                    + " and is the first that is left from revision " + revision
                                    + " on; what comes before it is missing");
                }
                beginsRight(commit);
            }
        };
    }

    /** Of a read that begins at a sequence. */
    static Check fromSequence(long sequence) {
        return new OfStream() {
            @Override
            void first(EncodedCommit commit) {
                if (commit.sequence() != sequence) {
                    throw malformed(
                            commit,
                            "is the first that is left from sequence " + sequence
                                    + " on; what comes before it is missing");
                }
                beginsRight(commit);
            }
        };
    }

    /**
     * Of all commits of a tenant from its first: checkpoints increase, and each stream begins at its beginning and goes on where it
     * was. Of more streams than are remembered those that were not heard of for longest are forgotten, and taken up again
     * wherever they go on.
     */
    static Check ofTenant() {
        return new OfTenant();
    }

    private static void follows(Place previous, EncodedCommit commit) {
        if (commit.sequence() != previous.sequence() + 1 || commit.firstRevision() != previous.revision() + 1) {
            throw malformed(
                    commit,
                    "begins with revision " + commit.firstRevision() + " and comes after commit "
                            + previous.sequence() + " with revision " + previous.revision()
                            + "; what lies between them is missing");
        }
        boolean ordered =
                commit.checkpoint() > previous.checkpoint() || (commit.checkpoint() == 0 && previous.checkpoint() == 0);
        if (!ordered || commit.stamp().isBefore(previous.stamp())) {
            throw malformed(
                    commit,
                    "comes after commit " + previous.sequence() + " and has "
                            + (ordered ? "an earlier stamp" : "no later checkpoint") + "; one of them was changed");
        }
    }

    /** No more revisions than the commits before can have, and 1 is the beginning of both. */
    private static void beginsRight(EncodedCommit commit) {
        boolean first = commit.sequence() == 1;
        if (first != (commit.firstRevision() == 1) || commit.sequence() > commit.firstRevision()) {
            throw malformed(
                    commit,
                    "begins with revision " + commit.firstRevision()
                            + ", which is not where it belongs; something before it is missing");
        }
    }

    private static MalformedDataException malformed(EncodedCommit commit, String detail) {
        StreamKey stream = commit.stream();
        return new MalformedDataException(
                stream.tenantId(),
                stream.streamId(),
                commit.sequence(),
                commit.revision(),
                commit.checkpoint(),
                detail,
                null);
    }

    /** The numbers of a commit, without its payload. */
    private record Place(long sequence, long revision, long checkpoint, Instant stamp) {
        static Place of(EncodedCommit commit) {
            return new Place(commit.sequence(), commit.revision(), commit.checkpoint(), commit.stamp());
        }
    }

    private abstract static class OfStream implements Check {

        private @Nullable Place previous;

        abstract void first(EncodedCommit commit);

        @Override
        public EncodedCommit next(EncodedCommit commit) {
            Place before = previous;
            if (before == null) {
                first(commit);
            } else {
                follows(before, commit);
            }
            previous = Place.of(commit);
            return commit;
        }
    }

    private static final class OfTenant implements Check {

        private final Remembered heads = new Remembered();
        private long checkpoint;

        @Override
        public EncodedCommit next(EncodedCommit commit) {
            if (commit.checkpoint() <= checkpoint) {
                throw malformed(commit, "comes after checkpoint " + checkpoint + " in the order of checkpoints");
            }
            checkpoint = commit.checkpoint();
            Place before = heads.put(commit.stream(), Place.of(commit));
            if (before != null) {
                follows(before, commit);
            } else if (commit.sequence() != 1 && !heads.forgot) {
                throw malformed(commit, "is the first of its stream that is left; what comes before it is missing");
            } else {
                beginsRight(commit);
            }
            return commit;
        }
    }

    /** Where each stream has come to. */
    private static final class Remembered extends LinkedHashMap<StreamKey, Place> {

        private static final long serialVersionUID = 1L;

        transient boolean forgot;

        Remembered() {
            super(16, 0.75f, true);
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<StreamKey, Place> eldest) {
            boolean full = size() > STREAMS;
            forgot |= full;
            return full;
        }
    }
}
