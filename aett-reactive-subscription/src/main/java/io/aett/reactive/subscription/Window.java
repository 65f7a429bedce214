package io.aett.reactive.subscription;

import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * The commits of a slice that were handed out and are not below the low watermark yet, in the order of their checkpoints. What is done out
 * of order stays in it until all before it is done. Whoever hands out bounds it. Added to by one thread, done with by any.
 */
final class Window {

    private final Queue<Entry> open = new ArrayDeque<>();
    private boolean cleared;

    /** False when it was cleared: nobody waits for the entry then. */
    synchronized boolean add(Entry entry) {
        return !cleared && open.add(entry);
    }

    /** Marks it as done; returns by how many entries the watermark moved. */
    synchronized int done(Entry entry) {
        entry.finish();
        int passed = 0;
        for (Entry first = open.peek(); first != null && first.finished(); first = open.peek()) {
            open.remove();
            passed++;
        }
        return passed;
    }

    /** The oldest that is not done, or {@code null}. */
    synchronized @Nullable Entry oldest() {
        return open.peek();
    }

    /** What was in it then was not done: that it is empty says nothing any more. */
    synchronized boolean isCleared() {
        return cleared;
    }

    /** Takes everything out, for ever; returns how much it was. */
    synchronized int clear() {
        cleared = true;
        int left = open.size();
        open.clear();
        return left;
    }
}
