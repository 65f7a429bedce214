package io.aett.reactive.memory;

/** The store was dropped and not initialized since. */
final class DroppedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    DroppedException() {
        super("dropped", null, false, false);
    }
}
