package io.aett.reactive.subscription;

/**
 * A stored value that only the owner of its epoch changes, and those who steer it, which keep the epoch.
 *
 * @param <T> the value's own type
 */
interface Epoch<T> {

    /** Of whom it is. */
    long epoch();

    /** Grows with each change, so that of two that were read it is known which is newer. */
    long changes();

    /** As it is to be stored: changed once more. */
    T counted();
}
