package io.aett.reactive.cli.python;

import io.aett.reactive.Commit;
import io.aett.reactive.cli.python.PythonStore.Row;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Judges rows one after the other: whether each continues its stream as every store here demands. Behind the first commit of a stream that
 * does not, nothing of the stream can be copied. For one reading.
 */
final class Streams {

    private final RowDecoder decoder;
    private final boolean repeats;
    private final Map<Name, Stream> streams = new HashMap<>();
    private final Map<Name, LeftOut> broken = new LinkedHashMap<>();
    private final List<String> single = new ArrayList<>();
    private final List<String> changed = new ArrayList<>();
    private long plainCommands;
    private boolean empty = true;

    /** @param repeats whether the database may have an id in a stream twice, so that ids have to be remembered */
    Streams(RowDecoder decoder, boolean repeats) {
        this.decoder = decoder;
        this.repeats = repeats;
    }

    private record Name(String tenant, String stream) {}

    /** The first commit of a stream that is not copied, and how many follow it. */
    private record LeftOut(String why, long behind) {

        String line() {
            return why + (behind == 0 ? "" : "; and " + behind + " behind it in the stream");
        }
    }

    private static final class Stream {
        long sequence;
        long revision;
        Instant stamp = Instant.MIN;
        final Set<UUID> ids = new HashSet<>(2);
    }

    /** The commit as it is to be copied; {@code null} if it cannot be. */
    @Nullable
    Commit take(Row row) {
        empty = false;
        try {
            return take(row, decoder.decode(row));
        } catch (UnreadableRowException e) {
            single.add(row.where() + " " + e.getMessage());
            return null;
        }
    }

    private @Nullable Commit take(Row row, Commit commit) {
        Name name = new Name(commit.tenantId(), commit.streamId());
        LeftOut before = broken.get(name);
        if (before != null) {
            broken.put(name, new LeftOut(before.why(), before.behind() + 1));
            return null;
        }
        Stream stream = streams.computeIfAbsent(name, first -> new Stream());
        String what = "commit " + commit.commitSequence() + " of stream " + name.stream() + " (tenant " + name.tenant()
                + ", " + commit.commitId() + ", " + row.where() + ")";
        String repeated = repeated(stream, commit);
        if (repeated != null) {
            single.add(what + " " + repeated);
            return null;
        }
        String fault = fault(stream, commit);
        if (fault != null) {
            broken.put(name, new LeftOut(what + " " + fault, 0));
            return null;
        }
        if (repeats) {
            stream.ids.add(commit.commitId());
        }
        stream.sequence = commit.commitSequence();
        stream.revision = commit.streamRevision();
        if (commit.headers().entrySet().stream().anyMatch(RowDecoder::isPlainCommand)) {
            plainCommands++;
        }
        if (commit.commitStamp().isBefore(stream.stamp)) {
            changed.add(what + " has the stamp " + commit.commitStamp()
                    + ", before that of the one before it; in the copy it is " + stream.stamp);
            return commit.withStored(commit.checkpointToken(), stream.stamp);
        }
        stream.stamp = commit.commitStamp();
        return commit;
    }

    /** Why the commit is one too many. */
    private static @Nullable String repeated(Stream stream, Commit commit) {
        if (commit.commitSequence() >= 1 && commit.commitSequence() <= stream.sequence) {
            return "has a number that another one of the stream has";
        }
        return stream.ids.contains(commit.commitId()) ? "has the id of another one of the stream" : null;
    }

    /** Why the commit cannot be the next one. */
    private static @Nullable String fault(Stream stream, Commit commit) {
        if (commit.events().isEmpty()) {
            return "has no event";
        }
        if (commit.commitSequence() != stream.sequence + 1) {
            return "comes after commit " + stream.sequence + " of its stream";
        }
        return commit.firstRevision() == stream.revision + 1
                ? null
                : "begins with revision " + commit.firstRevision() + " after revision " + stream.revision;
    }

    boolean isEmpty() {
        return empty;
    }

    Findings findings() {
        List<String> leftOut = new ArrayList<>(single);
        broken.values().forEach(one -> leftOut.add(one.line()));
        long behind = broken.values().stream().mapToLong(LeftOut::behind).sum();
        return new Findings(leftOut, leftOut.size() + behind, changed, plainCommands);
    }
}
