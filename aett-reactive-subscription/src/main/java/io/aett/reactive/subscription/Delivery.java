package io.aett.reactive.subscription;

import io.aett.reactive.Commit;
import io.aett.reactive.MalformedDataException;
import io.aett.reactive.subscription.Names.Stream;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a reading of the log brings: a commit, or why there is none to be had at its place. */
final class Delivery {

    private final Reading reading;
    private final @Nullable Commit commit;
    private final @Nullable MalformedDataException failure;

    private Delivery(Reading reading, @Nullable Commit commit, @Nullable MalformedDataException failure) {
        this.reading = reading;
        this.commit = commit;
        this.failure = failure;
    }

    static Delivery of(Reading reading, Commit commit) {
        return new Delivery(reading, commit, null);
    }

    static Delivery of(Reading reading, MalformedDataException failure) {
        return new Delivery(reading, null, failure);
    }

    Reading reading() {
        return reading;
    }

    @Nullable
    MalformedDataException failure() {
        return failure;
    }

    /** Whether there is a commit. */
    boolean isDecodable() {
        return failure == null;
    }

    /** Of those that are decodable. */
    Commit commit() {
        return Objects.requireNonNull(commit);
    }

    String tenantId() {
        return failure == null ? commit().tenantId() : failure.tenantId();
    }

    String streamId() {
        return failure == null ? commit().streamId() : failure.streamId();
    }

    Stream stream() {
        return new Stream(tenantId(), streamId());
    }

    long sequence() {
        return failure == null ? commit().commitSequence() : failure.commitSequence();
    }

    long checkpoint() {
        return failure == null ? commit().checkpointToken() : failure.checkpoint();
    }
}
