package io.aett.reactive.micrometer;

import io.aett.reactive.EngineListener;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Timer;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Counts and times what an engine tells. */
final class EngineMeters implements EngineListener {

    private static final String ANSWERED = "answered";

    private final Meters meters;
    private volatile @Nullable OfStore ofStore;

    EngineMeters(Meters meters) {
        this.meters = meters;
    }

    /** What is asked for with every append and every page. */
    private record OfStore(
            String name,
            Timer answered,
            Map<Source, Timer> pages,
            DistributionSummary commits,
            Counter stored,
            Counter refused,
            Counter failed) {}

    @Override
    public void attached(Figures figures) {
        String store = figures.store();
        meters.gauge(AettMeter.QUEUE, figures, Figures::queued, "store", store);
        meters.gauge(AettMeter.FOLLOWERS, figures, Figures::followers, "store", store);
        meters.gauge(AettMeter.FOLLOWER_LAG, figures, Figures::followerLag, "store", store);
        for (Refusal refusal : Refusal.values()) {
            refusals(store, refusal);
        }
        ofStore = new OfStore(
                store,
                append(store, ANSWERED),
                pages(store),
                meters.summary(AettMeter.APPEND_COMMITS, "store", store),
                commits(store, "stored"),
                commits(store, "refused"),
                commits(store, "failed"));
    }

    @Override
    public void appended(Append append) {
        OfStore known = ofStore;
        if (known == null) {
            return;
        }
        RuntimeException failure = append.failure();
        known.commits().record(append.commits());
        if (failure == null) {
            known.answered().record(append.took());
            known.stored().increment(append.stored());
            known.refused().increment(append.commits() - append.stored());
        } else {
            append(known.name(), Outcome.of(failure).value()).record(append.took());
            known.failed().increment(append.commits());
        }
    }

    @Override
    public void refused(Refusal refusal, int commits) {
        OfStore known = ofStore;
        if (known != null) {
            refusals(known.name(), refusal).increment(commits);
        }
    }

    @Override
    public void paged(Page page) {
        OfStore known = ofStore;
        if (known != null) {
            RuntimeException failure = page.failure();
            Timer timer = failure == null
                    ? known.pages().get(page.source())
                    : page(known.name(), page.source(), Outcome.of(failure).value());
            Objects.requireNonNull(timer, "timer").record(page.took());
        }
    }

    private Map<Source, Timer> pages(String store) {
        Map<Source, Timer> pages = new EnumMap<>(Source.class);
        for (Source source : Source.values()) {
            pages.put(source, page(store, source, ANSWERED));
        }
        return pages;
    }

    private Timer page(String store, Source source, String outcome) {
        return meters.timer(AettMeter.PAGE, "store", store, "source", lower(source), "outcome", outcome);
    }

    private Timer append(String store, String outcome) {
        return meters.timer(AettMeter.APPEND, "store", store, "outcome", outcome);
    }

    private Counter commits(String store, String result) {
        return meters.counter(AettMeter.COMMITS, "store", store, "result", result);
    }

    private Counter refusals(String store, Refusal refusal) {
        return meters.counter(AettMeter.QUEUE_REFUSED, "store", store, "reason", lower(refusal));
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
