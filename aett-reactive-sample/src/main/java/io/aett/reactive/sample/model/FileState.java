package io.aett.reactive.sample.model;

import io.aett.reactive.Topic;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a file has come to; the payload of its snapshots.
 *
 * @param blob the id of the present content, null while the file is deleted
 * @param mode the present mode, null while the file is deleted
 * @param changes how many git commits changed it
 * @param linesAdded over all of them
 * @param linesRemoved over all of them
 * @param last the latest of them
 * @param hotUntil the last change of the latest hot spot, null if it never was one
 */
@Topic("sample.file-state")
public record FileState(
        String path,
        @Nullable String blob,
        @Nullable String mode,
        int changes,
        long linesAdded,
        long linesRemoved,
        Origin last,
        @Nullable Instant hotUntil) {

    /** The state after the change of a file that has none so far. */
    static FileState first(FileEvent.Changed change) {
        return new FileState(change.path(), null, null, 0, 0, 0, change.origin(), null).then(change);
    }

    FileState then(FileEvent.Changed change) {
        String newBlob = null;
        String newMode = null;
        if (change instanceof FileEvent.Added added) {
            newBlob = added.blob();
            newMode = added.mode();
        } else if (change instanceof FileEvent.Modified modified) {
            newBlob = modified.blob();
            newMode = modified.mode();
        }
        return new FileState(
                path,
                newBlob,
                newMode,
                changes + 1,
                linesAdded + change.linesAdded(),
                linesRemoved + change.linesRemoved(),
                change.origin(),
                hotUntil);
    }

    FileState then(FileEvent.HotSpotFlagged flagged) {
        return new FileState(path, blob, mode, changes, linesAdded, linesRemoved, last, flagged.until());
    }
}
