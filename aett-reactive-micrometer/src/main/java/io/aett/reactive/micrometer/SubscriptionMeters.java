package io.aett.reactive.micrometer;

import io.aett.reactive.subscription.SubscriptionStatus;
import io.micrometer.core.instrument.Meter;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** How the subscriptions were at the last look, as long as somebody looks. Any thread reads. */
final class SubscriptionMeters {

    private final Meters meters;
    private final Map<String, Looked> byName = new HashMap<>();
    private boolean over;

    SubscriptionMeters(Meters meters) {
        this.meters = meters;
    }

    /** One subscription, with its meters. */
    private static final class Looked {

        private volatile @Nullable SubscriptionStatus status;
        private List<Meter> gauges = List.of();

        double read(ToDoubleFunction<SubscriptionStatus> value) {
            SubscriptionStatus known = status;
            return known == null ? Double.NaN : value.applyAsDouble(known);
        }
    }

    /** These are all that there are. */
    synchronized void show(List<SubscriptionStatus> all) {
        if (over) {
            return;
        }
        Set<String> gone = new HashSet<>(byName.keySet());
        for (SubscriptionStatus status : all) {
            gone.remove(status.name());
            byName.computeIfAbsent(status.name(), this::made).status = status;
        }
        gone.forEach(this::remove);
    }

    /** The look failed: it is not known how they are. */
    synchronized void forget() {
        byName.values().forEach(looked -> looked.status = null);
    }

    private Looked made(String name) {
        Looked looked = new Looked();
        looked.gauges = List.of(
                meters.seconds(
                        AettMeter.SUBSCRIPTION_LAG,
                        looked,
                        one -> one.read(status -> status.lag().toNanos() / 1e9),
                        "subscription",
                        name),
                gauge(AettMeter.SUBSCRIPTION_BEHIND, name, looked, status -> status.head() - status.checkpoint()),
                gauge(AettMeter.SUBSCRIPTION_PARKED, name, looked, SubscriptionStatus::parked),
                gauge(
                        AettMeter.SUBSCRIPTION_RUNNING,
                        name,
                        looked,
                        status -> status.state() == SubscriptionStatus.State.STOPPED ? 0 : 1));
        return looked;
    }

    private Meter gauge(AettMeter meter, String name, Looked looked, ToDoubleFunction<SubscriptionStatus> value) {
        return meters.gauge(meter, looked, one -> one.read(value), "subscription", name);
    }

    /** There is nobody who looks. */
    synchronized void end() {
        over = true;
        Set.copyOf(byName.keySet()).forEach(this::remove);
    }

    private void remove(String name) {
        Looked looked = byName.remove(name);
        if (looked != null) {
            looked.gauges.forEach(meters::remove);
        }
    }
}
