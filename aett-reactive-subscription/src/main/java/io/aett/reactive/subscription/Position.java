package io.aett.reactive.subscription;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How far a slice is.
 *
 * @param epoch the epoch of its owner
 * @param changes how often it was changed
 * @param generation the reset that the checkpoint belongs to
 * @param checkpoint the low watermark: everything of the slice up to this was handled or set aside
 * @param parts the names of the entries that hold what was set aside; an entry that is not named here is of no meaning
 * @param lastError what parked a commit or ended a run last
 */
record Position(
        long epoch,
        long changes,
        long generation,
        long checkpoint,
        List<String> parts,
        @Nullable String lastError) implements Epoch<Position> {

    private static final Pattern PART = Pattern.compile("[0-9A-Za-z-]{1,64}");

    Position {
        parts = List.copyOf(parts);
        for (String part : parts) {
            if (!PART.matcher(part).matches()) {
                throw new IllegalArgumentException("a part has another name");
            }
        }
    }

    static Position start(long epoch, Control control) {
        return new Position(epoch, 0, control.generation(), control.from(), List.of(), null);
    }

    /** The same under another owner; from where the control says when there was a reset. A control that was read before that changes nothing. */
    Position taken(long newEpoch, Control control) {
        boolean reset = control.generation() > generation;
        return new Position(
                newEpoch,
                changes + 1,
                reset ? control.generation() : generation,
                reset ? control.from() : checkpoint,
                parts,
                reset ? null : lastError);
    }

    Position advancedTo(long reached) {
        return new Position(epoch, changes, generation, Math.max(checkpoint, reached), parts, lastError);
    }

    Position withPart(String part) {
        if (parts.contains(part)) {
            return this;
        }
        List<String> more = new ArrayList<>(parts);
        more.add(part);
        return new Position(epoch, changes, generation, checkpoint, more, lastError);
    }

    Position withError(String error) {
        return new Position(epoch, changes, generation, checkpoint, parts, error);
    }

    @Override
    public Position counted() {
        return new Position(epoch, changes + 1, generation, checkpoint, parts, lastError);
    }
}
