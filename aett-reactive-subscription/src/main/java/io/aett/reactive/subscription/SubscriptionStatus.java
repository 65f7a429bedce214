package io.aett.reactive.subscription;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a subscription is, put together from what its processes last stored.
 *
 * @param name the subscription
 * @param state whether it runs
 * @param checkpoint everything up to this was handled or set aside, in all slices
 * @param head the head of the global order
 * @param lag how long the oldest commit that was not handled yet has been stored, by its stamp; zero when there is none
 * @param parked how many commits are set aside
 * @param slices the slices, in order
 * @param lastError the last failure that parked a commit or ended a run; {@code null} when there was none
 */
public record SubscriptionStatus(
        String name,
        State state,
        long checkpoint,
        long head,
        Duration lag,
        long parked,
        List<SliceStatus> slices,
        @Nullable String lastError) {

    /** Whether a subscription runs. */
    public enum State {
        /** A process owns a slice of it and has said so lately. */
        RUNNING,
        /** It was paused; whoever runs it hands nothing out. */
        PAUSED,
        /** No process runs it. */
        STOPPED
    }

    public SubscriptionStatus {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(lag, "lag");
        slices = List.copyOf(slices);
    }
}
