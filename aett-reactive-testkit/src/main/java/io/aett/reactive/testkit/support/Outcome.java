package io.aett.reactive.testkit.support;

import org.jspecify.annotations.Nullable;

/**
 * What became of one racer.
 *
 * @param value what it returned, null when it returned nothing or failed
 * @param error what it failed with, or null
 * @param invoked when it began, on the clock of {@link System#nanoTime()}
 * @param returned when it ended, on the same clock
 */
public record Outcome<T>(@Nullable T value, @Nullable Throwable error, long invoked, long returned) {

    /** Whether it returned a value. */
    public boolean succeeded() {
        return value != null;
    }

    /** The value; an {@link AssertionError} when there is none. */
    public T get() {
        T present = value;
        if (present == null) {
            throw new AssertionError("no value", error);
        }
        return present;
    }

    /** Whether it failed with an error of this type. */
    public boolean failedWith(Class<? extends Throwable> type) {
        return type.isInstance(error);
    }
}
