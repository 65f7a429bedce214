package io.aett.reactive.micrometer;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.Timer;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/** The meters that were made here, so that all of them can be taken away again. */
final class Meters {

    private final MeterRegistry registry;
    private final Tags tags;
    private final Set<Meter.Id> made = ConcurrentHashMap.newKeySet();

    Meters(MeterRegistry registry, Tags tags) {
        this.registry = registry;
        this.tags = tags;
    }

    Timer timer(AettMeter meter, String... own) {
        return note(Timer.builder(meter.getName()).tags(tags.and(own)).register(registry));
    }

    DistributionSummary summary(AettMeter meter, String... own) {
        return note(DistributionSummary.builder(meter.getName())
                .baseUnit(meter.getBaseUnit())
                .tags(tags.and(own))
                .register(registry));
    }

    Counter counter(AettMeter meter, String... own) {
        return note(Counter.builder(meter.getName())
                .baseUnit(meter.getBaseUnit())
                .tags(tags.and(own))
                .register(registry));
    }

    /** Gone with {@code of}, which a registry does not keep. */
    <T> Gauge gauge(AettMeter meter, T of, ToDoubleFunction<T> value, String... own) {
        return note(Gauge.builder(meter.getName(), of, value)
                .baseUnit(meter.getBaseUnit())
                .tags(tags.and(own))
                .register(registry));
    }

    /** As {@link #gauge}, of seconds. */
    <T> TimeGauge seconds(AettMeter meter, T of, ToDoubleFunction<T> value, String... own) {
        return note(TimeGauge.builder(meter.getName(), of, TimeUnit.SECONDS, value)
                .tags(tags.and(own))
                .register(registry));
    }

    void remove(Meter meter) {
        made.remove(meter.getId());
        registry.remove(meter);
    }

    void removeAll() {
        made.forEach(registry::remove);
        made.clear();
    }

    private <M extends Meter> M note(M meter) {
        made.add(meter.getId());
        return meter;
    }
}
