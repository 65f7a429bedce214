package io.aett.reactive.sample.git;

import io.aett.reactive.sample.git.GitItem.LineCount;
import java.io.IOException;
import org.eclipse.jgit.diff.Edit;
import org.eclipse.jgit.diff.HistogramDiff;
import org.eclipse.jgit.diff.RawText;
import org.eclipse.jgit.diff.RawTextComparator;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.jspecify.annotations.Nullable;

/**
 * Counts the lines that came and went. Content that is binary, or larger than {@value #MAX_BYTES} bytes, has none: memory and time
 * have a bound, whatever the repository holds.
 */
final class LineCounter {

    private static final int MAX_BYTES = 2 << 20;

    private static final RawText NOTHING = new RawText(new byte[0]);

    private final ObjectReader reader;
    private final HistogramDiff diff = new HistogramDiff();

    LineCounter(ObjectReader reader) {
        this.reader = reader;
        diff.setFallbackAlgorithm(null);
    }

    LineCount count(@Nullable ObjectId before, @Nullable ObjectId after) throws IOException {
        if (before != null && before.equals(after)) {
            return LineCount.NONE;
        }
        RawText old = text(before);
        RawText now = text(after);
        if (old == null || now == null) {
            return LineCount.NONE;
        }
        if (before == null || after == null) {
            return new LineCount(now.size(), old.size());
        }
        int added = 0;
        int removed = 0;
        for (Edit edit : diff.diff(RawTextComparator.DEFAULT, old, now)) {
            added += edit.getLengthB();
            removed += edit.getLengthA();
        }
        return new LineCount(added, removed);
    }

    /** Null for what has no lines. */
    private @Nullable RawText text(@Nullable ObjectId blob) throws IOException {
        if (blob == null) {
            return NOTHING;
        }
        if (reader.getObjectSize(blob, Constants.OBJ_BLOB) > MAX_BYTES) {
            return null;
        }
        byte[] bytes = reader.open(blob, Constants.OBJ_BLOB).getCachedBytes(MAX_BYTES);
        return RawText.isBinary(bytes, bytes.length, true) ? null : new RawText(bytes);
    }
}
