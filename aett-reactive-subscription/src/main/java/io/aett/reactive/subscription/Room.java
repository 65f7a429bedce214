package io.aett.reactive.subscription;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Bounds how many commits are between the low watermark and the newest that was handed out, over all slices of the run. One takes and waits. */
final class Room {

    private final int size;
    private final AtomicLong freed = new AtomicLong();
    private final AtomicReference<@Nullable Runnable> waiting = new AtomicReference<>();
    private volatile boolean waits;

    /** Only of the one who takes, in turn. */
    private long taken;

    Room(int size) {
        this.size = size;
    }

    void take() {
        taken++;
    }

    boolean isFull() {
        return taken - freed.get() >= size;
    }

    /** So many are out no more. */
    void free(int entries) {
        if (entries > 0) {
            freed.addAndGet(entries);
            if (waits) {
                wake();
            }
        }
    }

    /** Runs this when half of it is free, here or where it is freed. */
    void whenHalfFree(Runnable next) {
        long enough = taken - size / 2;
        waiting.set(new Runnable() {
            @Override
            public void run() {
                if (freed.get() >= enough && waiting.compareAndSet(this, null)) {
                    waits = false;
                    next.run();
                }
            }
        });
        waits = true;
        wake();
    }

    private void wake() {
        Runnable waiter = waiting.get();
        if (waiter != null) {
            waiter.run();
        }
    }
}
