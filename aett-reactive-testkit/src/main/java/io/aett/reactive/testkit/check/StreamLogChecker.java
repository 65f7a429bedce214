package io.aett.reactive.testkit.check;

import io.aett.reactive.Commit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Judges what happened to one stream: every acknowledged commit is in the final log exactly once and at its sequence, no
 * refused one is, unknown ones are there at most once, every read is a prefix of the log, and real time is respected: what
 * ended before something else began comes first.
 *
 * <p>Times are those of {@link System#nanoTime()}. Safe for use by many threads.
 */
public final class StreamLogChecker {

    private enum Fate {
        STORED,
        REFUSED,
        UNKNOWN
    }

    private record Write(UUID commitId, long sequence, Fate fate, long invoked, long returned) {}

    private record Read(List<UUID> ids, long invoked, long returned) {}

    private final List<Write> writes = new ArrayList<>();
    private final List<Read> reads = new ArrayList<>();

    /** A commit was acknowledged at this sequence. */
    public synchronized void stored(UUID commitId, long sequence, long invoked, long returned) {
        writes.add(new Write(commitId, sequence, Fate.STORED, invoked, returned));
    }

    /** A commit was refused, and never acknowledged under the same id. */
    public synchronized void refused(UUID commitId, long sequence, long invoked, long returned) {
        writes.add(new Write(commitId, sequence, Fate.REFUSED, invoked, returned));
    }

    /** It is not known what became of a commit. */
    public synchronized void unknown(UUID commitId, long sequence, long invoked, long returned) {
        writes.add(new Write(commitId, sequence, Fate.UNKNOWN, invoked, returned));
    }

    /** A read of the stream from its start to its end gave this. */
    public synchronized void read(List<UUID> ids, long invoked, long returned) {
        reads.add(new Read(List.copyOf(ids), invoked, returned));
    }

    /** Fails unless there is no violation. */
    public void check(List<Commit> log) {
        List<String> violations = violations(log);
        if (!violations.isEmpty()) {
            throw new AssertionError(violations.size() + " violations, such as "
                    + violations.subList(0, Math.min(5, violations.size())));
        }
    }

    /** All that is wrong, given the stream as it is in the end. */
    public synchronized List<String> violations(List<Commit> log) {
        List<String> bad = new ArrayList<>();
        numbers(log, bad);
        bad.addAll(violationsOf(log.stream().map(Commit::commitId).toList()));
        return bad;
    }

    /** The same of a list of changes, of which the first has sequence 1. */
    public synchronized List<String> violationsOf(List<UUID> log) {
        List<String> bad = new ArrayList<>();
        Map<UUID, Long> places = places(log, bad);
        Set<UUID> known = new HashSet<>();
        Set<UUID> acknowledged = new HashSet<>();
        for (Write write : writes) {
            known.add(write.commitId);
            if (write.fate == Fate.STORED) {
                acknowledged.add(write.commitId);
            }
        }
        for (Write write : writes) {
            Long place = places.get(write.commitId);
            if (write.fate == Fate.STORED && place == null) {
                bad.add("acknowledged, but not stored: " + write);
            } else if (write.fate == Fate.STORED && place != null && place != write.sequence) {
                bad.add("acknowledged at another sequence than " + place + ": " + write);
            } else if (write.fate == Fate.REFUSED && place != null && !acknowledged.contains(write.commitId)) {
                bad.add("refused, but stored at " + place + ": " + write);
            }
        }
        for (UUID id : places.keySet()) {
            if (!known.contains(id)) {
                bad.add("stored, but never written: " + id);
            }
        }
        reads.forEach(read -> prefix(read, log, bad));
        realTime(places, bad);
        return bad;
    }

    private static void numbers(List<Commit> log, List<String> bad) {
        long expected = 1;
        long revision = 0;
        for (Commit commit : log) {
            if (commit.commitSequence() != expected) {
                bad.add("sequence " + commit.commitSequence() + " where " + expected + " belongs");
            }
            if (commit.firstRevision() != revision + 1) {
                bad.add("first revision " + commit.firstRevision() + " where " + (revision + 1) + " belongs");
            }
            expected = commit.commitSequence() + 1;
            revision = commit.streamRevision();
        }
    }

    private static Map<UUID, Long> places(List<UUID> log, List<String> bad) {
        Map<UUID, Long> places = new HashMap<>();
        for (UUID id : log) {
            if (places.put(id, places.size() + 1L) != null) {
                bad.add("stored twice: " + id);
            }
        }
        return places;
    }

    private static void prefix(Read read, List<UUID> log, List<String> bad) {
        if (read.ids.size() > log.size()) {
            bad.add("a read gave " + read.ids.size() + " commits of " + log.size());
            return;
        }
        for (int i = 0; i < read.ids.size(); i++) {
            if (!read.ids.get(i).equals(log.get(i))) {
                bad.add("a read is no prefix: it has " + read.ids.get(i) + " at place " + (i + 1));
                return;
            }
        }
    }

    private void realTime(Map<UUID, Long> places, List<String> bad) {
        for (Write earlier : writes) {
            if (earlier.fate != Fate.STORED) {
                continue;
            }
            for (Write later : writes) {
                Long place = places.get(later.commitId);
                if (place != null && later.invoked > earlier.returned && place < earlier.sequence && isFirst(later)) {
                    bad.add("began after " + earlier + " had ended, and is stored before it: " + later);
                }
            }
            for (Read read : reads) {
                if (read.invoked > earlier.returned && !read.ids.contains(earlier.commitId)) {
                    bad.add("a read that began later does not have " + earlier);
                }
            }
        }
        for (Read read : reads) {
            for (Write write : writes) {
                if (write.invoked > read.returned && isFirst(write) && read.ids.contains(write.commitId)) {
                    bad.add("a read that ended before has " + write);
                }
            }
            for (Read other : reads) {
                if (other.invoked > read.returned && other.ids.size() < read.ids.size()) {
                    bad.add("a later read has fewer commits: " + other.ids.size() + " after " + read.ids.size());
                }
            }
        }
    }

    /** Whether no earlier attempt had the same commit id: only then the beginning of the write says when it can have been. */
    private boolean isFirst(Write write) {
        return writes.stream()
                .noneMatch(other -> other.commitId.equals(write.commitId) && other.invoked < write.invoked);
    }
}
