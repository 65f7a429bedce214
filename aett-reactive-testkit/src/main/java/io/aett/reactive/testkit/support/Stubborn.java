package io.aett.reactive.testkit.support;

import static java.util.Objects.requireNonNull;

import io.aett.reactive.Commit;
import io.aett.reactive.CommitOutcomeUnknownException;
import io.aett.reactive.DuplicateCommitException;
import io.aett.reactive.EventStore;
import io.aett.reactive.StorageUnavailableException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/** A client that sends a commit again until it knows that it is stored, as it has to when a server fails (W5). */
public final class Stubborn {

    private Stubborn() {}

    /** As {@link #commit(EventStore, Commit, Consumer)}. */
    public static Commit commit(EventStore store, Commit commit) {
        return commit(store, commit, failure -> {});
    }

    /**
     * The commit as it is stored; an {@link AssertionError} when it is not for as long as anything may take.
     *
     * @param failed hears of each time that the store was not there, or did not know what became of the commit
     */
    public static Commit commit(EventStore store, Commit commit, Consumer<RuntimeException> failed) {
        AtomicReference<Commit> stored = new AtomicReference<>();
        AtomicReference<RuntimeException> last = new AtomicReference<>();
        Await.until(() -> "a server that stores commit " + commit.commitId() + "; at last " + last, () -> {
            try {
                stored.set(Await.value(store.commits().commit(commit)));
            } catch (DuplicateCommitException e) {
                stored.set(e.storedCommit());
            } catch (CommitOutcomeUnknownException | StorageUnavailableException e) {
                last.set(e);
                failed.accept(e);
            }
            return stored.get() != null;
        });
        return requireNonNull(stored.get());
    }
}
