package io.aett.reactive.sample.model;

import io.aett.reactive.Memento;
import io.aett.reactive.domain.Aggregate;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A file through its history. Its changes are facts that git decided; what it decides itself is whether it becomes a hot spot. */
public final class TrackedFile extends Aggregate<FileState> {

    private @Nullable FileState state;

    /** A file that nothing happened to yet. */
    public TrackedFile(String id) {
        super(id);
    }

    /** What the file has come to; empty if nothing ever happened to it. */
    public Optional<FileState> state() {
        return Optional.ofNullable(state);
    }

    /** Flags the file, unless an earlier flag covers some of the changes that the command is about. */
    public void flag(FlagHotSpot command) {
        FileState now = state;
        if (now == null || (now.hotUntil() != null && !now.hotUntil().isBefore(command.since()))) {
            return;
        }
        raiseEvent(new FileEvent.HotSpotFlagged(now.path(), command.changes(), command.since(), command.timestamp()));
    }

    void apply(FileEvent.Changed change) {
        state = state == null ? FileState.first(change) : state.then(change);
    }

    void apply(FileEvent.HotSpotFlagged flagged) {
        if (state != null) {
            state = state.then(flagged);
        }
    }

    @Override
    protected Memento<FileState> getMemento() {
        return new Memento<>(id(), version(), Objects.requireNonNull(state, "a file without events has no state"));
    }

    @Override
    protected void applyMemento(Memento<FileState> memento) {
        state = memento.payload();
    }
}
