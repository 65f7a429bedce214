package io.aett.reactive.serialization;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A few things that are made once and used again, by one thread at a time each. Costs no allocation, and nobody waits. */
final class Spares<T> {

    private static final int SLOTS = 16;

    private final Supplier<T> source;
    private final AtomicReferenceArray<@Nullable T> idle = new AtomicReferenceArray<>(SLOTS);

    Spares(Supplier<T> source) {
        this.source = source;
    }

    /** One that nobody else has until it is given back. */
    T take() {
        T spare = idle.getAndSet(slot(), null);
        return spare == null ? source.get() : spare;
    }

    /** For whoever takes next; one that is there already is lost. */
    void giveBack(T spare) {
        idle.set(slot(), spare);
    }

    private static int slot() {
        return (int) Thread.currentThread().getId() & SLOTS - 1;
    }
}
