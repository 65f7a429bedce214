package io.aett.reactive.mongodb;

import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.Commit;
import io.aett.reactive.EventStore;
import io.aett.reactive.testkit.events.TestEvents;
import io.aett.reactive.testkit.support.Await;
import io.aett.reactive.testkit.support.Stubborn;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Commits one after the other to a stream of its own, each until it knows what became of it, whatever happens. */
final class StubbornWriter implements AutoCloseable {

    private final EventStore store;
    private final String stream;
    private final List<Commit> acknowledged = new ArrayList<>();
    private final Thread thread;
    private volatile boolean going = true;
    private volatile @Nullable Throwable failure;
    private volatile int failures;

    private StubbornWriter(EventStore store, String stream) {
        this.store = store;
        this.stream = stream;
        this.thread = new Thread(this::write, "writer-" + stream);
        thread.setDaemon(true);
    }

    static StubbornWriter start(EventStore store, String stream) {
        StubbornWriter writer = new StubbornWriter(store, stream);
        writer.thread.start();
        return writer;
    }

    private void write() {
        try {
            for (long sequence = 1; going; sequence++) {
                Commit next = Commit.builder()
                        .tenantId("tenant")
                        .streamId(stream)
                        .commitSequence(sequence)
                        .streamRevision(sequence)
                        .commitStamp(Commits.STAMP)
                        .event(TestEvents.noted(stream + sequence))
                        .build();
                Commit stored = Stubborn.commit(store, next, failure -> failures++);
                synchronized (acknowledged) {
                    acknowledged.add(stored);
                }
            }
        } catch (Throwable e) {
            failure = e;
        }
    }

    int count() {
        synchronized (acknowledged) {
            return acknowledged.size();
        }
    }

    /** How often it was told that the store is not available, or that the outcome is not known. */
    int failures() {
        return failures;
    }

    /** Waits until so many more were acknowledged. */
    void awaitMore(int more) {
        int before = count();
        Await.until(
                () -> more + " more than " + before + " commits of " + stream + ", there are " + count() + ", "
                        + failure,
                () -> count() >= before + more || failure != null);
        assertThat(failure).isNull();
    }

    /** Everything that was acknowledged, after the last commit ended. */
    List<Commit> stop() {
        going = false;
        Await.until(() -> "the last commit of " + stream, () -> !thread.isAlive());
        assertThat(failure).isNull();
        return List.copyOf(acknowledged);
    }

    @Override
    public void close() {
        going = false;
    }
}
