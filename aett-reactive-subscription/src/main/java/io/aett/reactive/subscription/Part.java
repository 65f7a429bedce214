package io.aett.reactive.subscription;

import io.aett.reactive.subscription.Names.Stream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Some of the commits of a slice that were set aside, by stream. All of a stream's are in one part.
 *
 * @param epoch the epoch of the slice's owner
 * @param changes how often it was changed
 * @param streams the streams that stand still
 */
record Part(long epoch, long changes, List<Blocked> streams) implements Epoch<Part> {

    Part {
        streams = List.copyOf(streams);
    }

    /**
     * A stream that stands still.
     *
     * @param replay whether its commits are to be handed out again
     * @param commits in the order of the stream; never empty
     */
    record Blocked(String tenantId, String streamId, boolean replay, List<Aside> commits) {
        Blocked {
            Objects.requireNonNull(tenantId, "tenantId");
            Objects.requireNonNull(streamId, "streamId");
            commits = List.copyOf(commits);
        }

        boolean isOf(Stream stream) {
            return streamId.equals(stream.streamId()) && tenantId.equals(stream.tenantId());
        }

        Blocked with(List<Aside> others) {
            return new Blocked(tenantId, streamId, replay, others);
        }

        Blocked replaying(boolean now) {
            return new Blocked(tenantId, streamId, now, commits);
        }
    }

    /** A commit of such a stream; see {@link ParkedCommit}. */
    record Aside(
            long sequence,
            long checkpoint,
            @Nullable String error,
            @Nullable String message,
            int attempts,
            long at) {}

    int size() {
        return streams.stream().mapToInt(stream -> stream.commits().size()).sum();
    }

    @Nullable
    Blocked of(Stream stream) {
        for (Blocked blocked : streams) {
            if (blocked.isOf(stream)) {
                return blocked;
            }
        }
        return null;
    }

    /** Under another owner, without what that one will meet again. */
    Part taken(long newEpoch, long checkpoint) {
        Part mine = new Part(newEpoch, changes + 1, streams);
        for (Blocked blocked : streams) {
            List<Aside> kept = blocked.commits().stream()
                    .filter(aside -> aside.checkpoint() <= checkpoint)
                    .toList();
            mine = mine.changed(stream(blocked), ignored -> blocked.with(kept));
        }
        return mine;
    }

    /** With this commit behind the others of its stream, or in its place when it is there already. */
    Part with(Stream stream, Aside aside) {
        Blocked known = of(stream);
        if (known == null) {
            List<Blocked> more = new ArrayList<>(streams);
            more.add(new Blocked(stream.tenantId(), stream.streamId(), false, List.of(aside)));
            return new Part(epoch, changes, more);
        }
        List<Aside> commits = new ArrayList<>(known.commits());
        commits.removeIf(other -> other.checkpoint() == aside.checkpoint());
        int place = 0;
        while (place < commits.size() && commits.get(place).checkpoint() < aside.checkpoint()) {
            place++;
        }
        commits.add(place, aside);
        return changed(stream, blocked -> blocked.with(commits));
    }

    Part without(Stream stream, long checkpoint) {
        return changed(
                stream,
                blocked -> blocked.with(blocked.commits().stream()
                        .filter(aside -> aside.checkpoint() != checkpoint)
                        .toList()));
    }

    Part replaying(Stream stream, boolean now) {
        return changed(stream, blocked -> blocked.replaying(now));
    }

    /** A stream that has no commits left is not blocked any more. */
    private Part changed(Stream stream, UnaryOperator<Blocked> change) {
        List<Blocked> changed = new ArrayList<>(streams);
        changed.replaceAll(blocked -> blocked.isOf(stream) ? change.apply(blocked) : blocked);
        changed.removeIf(blocked -> blocked.commits().isEmpty());
        return new Part(epoch, changes, changed);
    }

    @Override
    public Part counted() {
        return new Part(epoch, changes + 1, streams);
    }

    private static Stream stream(Blocked blocked) {
        return new Stream(blocked.tenantId(), blocked.streamId());
    }
}
