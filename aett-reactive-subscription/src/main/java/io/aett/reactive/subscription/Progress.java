package io.aett.reactive.subscription;

import io.aett.reactive.MalformedDataException;
import io.aett.reactive.internal.Ticks;
import java.time.Duration;
import reactor.core.publisher.Mono;

/** Tells when the run has caught up, and when it falls behind again. Asks the store only while it has not caught up. */
final class Progress {

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);

    private final Settings settings;
    private final Signals signals;
    private final Tenures tenures;
    private final ReadingNow reading;
    private volatile boolean behind;
    private volatile boolean hadCaughtUp;
    private volatile long target = -1;

    Progress(Settings settings, Signals signals, Tenures tenures, ReadingNow reading) {
        this.settings = settings;
        this.signals = signals;
        this.tenures = tenures;
        this.reading = reading;
    }

    /** There is something to catch up with. */
    void began() {
        target = -1;
        behind = true;
    }

    /** The handlers are slower than the log. */
    void stalled() {
        if (!behind) {
            if (hadCaughtUp) {
                signals.tell(new SubscriptionSignal.FellBehind(settings.name(), watermark()));
            }
            began();
        }
    }

    Mono<Void> watching() {
        return Ticks.every(BETWEEN_LOOKS, settings.scheduler())
                .filter(tick -> behind && !tenures.all().isEmpty())
                .concatMap(tick -> look().onErrorResume(Failure::passes, failure -> Mono.empty()), 1)
                .then();
    }

    private Mono<Void> look() {
        Mono<Long> head =
                target < 0 ? settings.store().management().head().doOnNext(now -> target = now) : Mono.just(target);
        return head.flatMap(there -> watermark() >= there ? Mono.just(true) : nothingBehind())
                .filter(caughtUp -> caughtUp)
                .doOnNext(caughtUp -> {
                    behind = false;
                    hadCaughtUp = true;
                    signals.tell(new SubscriptionSignal.CaughtUp(settings.name(), watermark()));
                })
                .then();
    }

    /** What was purged at the end of the log leaves a head that no commit has. */
    private Mono<Boolean> nothingBehind() {
        return settings.store()
                .management()
                .getFrom(watermark())
                .hasElements()
                .map(some -> !some)
                .onErrorReturn(MalformedDataException.class, false);
    }

    private long watermark() {
        return tenures.all().stream()
                .mapToLong(tenure -> tenure.watermark(reading.now()))
                .min()
                .orElse(0);
    }
}
