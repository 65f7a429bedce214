package io.aett.reactive.micrometer;

import io.aett.reactive.EngineListener;
import io.aett.reactive.subscription.SubscriptionStatus;
import java.time.Duration;
import java.util.List;

/** Figures of a store that does nothing. */
final class FixedFigures implements EngineListener.Figures {

    static final SubscriptionStatus STATUS = new SubscriptionStatus(
            "any", SubscriptionStatus.State.RUNNING, 5, 7, Duration.ofMillis(1500), 3, List.of(), null);

    @Override
    public String store() {
        return "Fixed";
    }

    @Override
    public int queued() {
        return 0;
    }

    @Override
    public int followers() {
        return 0;
    }

    @Override
    public long followerLag() {
        return 0;
    }
}
