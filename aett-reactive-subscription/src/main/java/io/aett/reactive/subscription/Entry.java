package io.aett.reactive.subscription;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A commit on its way through the run: which slice's it is, and whether it is done. What is done holds no events any more. */
final class Entry implements Lanes.Job {

    private final Tenure tenure;
    private final long checkpoint;
    private @Nullable Delivery delivery;
    private boolean finished;

    Entry(Tenure tenure, Delivery delivery) {
        this.tenure = tenure;
        this.checkpoint = delivery.checkpoint();
        this.delivery = delivery;
    }

    Tenure tenure() {
        return tenure;
    }

    long checkpoint() {
        return checkpoint;
    }

    /** Of those that are not done. */
    Delivery delivery() {
        return Objects.requireNonNull(delivery);
    }

    /** Guarded by the window. */
    void finish() {
        finished = true;
        delivery = null;
    }

    /** Guarded by the window. */
    boolean finished() {
        return finished;
    }
}
