package io.aett.reactive.engine;

import io.aett.reactive.spi.StreamKey;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Commits that wait, in order of arrival within their stream; hands out batches with at most one per stream and none of a
 * stream that is under way. Streams take turns. Not thread-safe. The cost of a batch does not depend on how many wait.
 */
final class CommitQueue {

    private final int maxCommits;
    private final long maxBytes;

    private final Map<StreamKey, ArrayDeque<Waiting>> byStream = new HashMap<>();
    private final LinkedHashSet<StreamKey> ready = new LinkedHashSet<>();
    private final Set<StreamKey> underWay = new HashSet<>();

    CommitQueue(int maxCommits, long maxBytes) {
        this.maxCommits = maxCommits;
        this.maxBytes = maxBytes;
    }

    void add(Waiting waiting) {
        StreamKey stream = waiting.commit.stream();
        byStream.computeIfAbsent(stream, key -> new ArrayDeque<>(2)).addLast(waiting);
        if (!underWay.contains(stream)) {
            ready.add(stream);
        }
    }

    /** Whether nothing waits, and nothing of its stream is under way; then this one is. */
    boolean startAlone(Waiting waiting) {
        return byStream.isEmpty() && underWay.add(waiting.commit.stream());
    }

    boolean isEmpty() {
        return byStream.isEmpty();
    }

    /** The next batch, of {@code most} commits at most, empty when nothing can be sent now. */
    List<Waiting> take(int most) {
        int limit = Math.min(most, maxCommits);
        List<Waiting> batch = new ArrayList<>(Math.min(limit, ready.size()));
        long bytes = 0;
        Iterator<StreamKey> streams = ready.iterator();
        while (streams.hasNext() && batch.size() < limit) {
            StreamKey stream = streams.next();
            ArrayDeque<Waiting> line = byStream.get(stream);
            if (line == null) {
                throw new IllegalStateException("a stream is ready without a commit");
            }
            Waiting first = line.getFirst();
            bytes += first.commit.payload().length;
            boolean fits = batch.isEmpty() || (bytes <= maxBytes && !first.alone);
            if (!fits) {
                break;
            }
            streams.remove();
            line.removeFirst();
            if (line.isEmpty()) {
                byStream.remove(stream);
            }
            underWay.add(stream);
            batch.add(first);
            if (first.alone) {
                break;
            }
        }
        return batch;
    }

    /** The append of these ended; {@code again} of them go to the front of their streams. */
    void release(List<Waiting> members, List<Waiting> again) {
        for (Waiting waiting : again) {
            byStream.computeIfAbsent(waiting.commit.stream(), key -> new ArrayDeque<>(2))
                    .addFirst(waiting);
        }
        for (Waiting member : members) {
            StreamKey stream = member.commit.stream();
            underWay.remove(stream);
            if (byStream.containsKey(stream)) {
                ready.add(stream);
            }
        }
    }
}
