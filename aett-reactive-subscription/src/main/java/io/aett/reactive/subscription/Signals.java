package io.aett.reactive.subscription;

import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.BufferOverflowStrategy;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;
import reactor.util.retry.Retry;

/** Tells those who watch, on threads of their own; what they have no time for is dropped, the oldest first. */
final class Signals {

    private static final Logger LOG = LoggerFactory.getLogger(Subscription.class);
    private static final int KEPT = 256;

    private final String subscription;
    private final Scheduler scheduler;
    private final Sinks.Many<SubscriptionSignal> sink = Sinks.many().multicast().directBestEffort();

    Signals(String subscription, Scheduler scheduler) {
        this.subscription = subscription;
        this.scheduler = scheduler;
    }

    Flux<SubscriptionSignal> flux() {
        return sink.asFlux()
                .onBackpressureBuffer(KEPT, dropped -> {}, BufferOverflowStrategy.DROP_OLDEST)
                .publishOn(scheduler, KEPT)
                // Who cancels in the moment in which a signal is handed to its thread is no failure, nor is a scheduler
                // that ends.
                .onErrorComplete(RejectedExecutionException.class);
    }

    void tell(SubscriptionSignal signal) {
        log(signal);
        emit(signal);
    }

    /** Only hands over to queues, so that nobody's code runs under the lock. */
    private synchronized void emit(SubscriptionSignal signal) {
        sink.tryEmitNext(signal);
    }

    /** What somebody should see who watches nothing else. Of failures the class: what they say may be of a commit's content. */
    private void log(SubscriptionSignal signal) {
        if (signal instanceof SubscriptionSignal.Parked parked
                && parked.commit().error() != null) {
            LOG.warn(
                    "subscription {}: commit {} of stream {} (tenant {}, checkpoint {}) is set aside after {} attempts: {}",
                    subscription,
                    parked.commit().commitSequence(),
                    parked.commit().streamId(),
                    parked.commit().tenantId(),
                    parked.commit().checkpoint(),
                    parked.commit().attempts(),
                    parked.commit().error());
        } else if (signal instanceof SubscriptionSignal.LeaseLost lost) {
            LOG.warn(
                    "subscription {}: lost the lease of slice {} in epoch {}",
                    subscription,
                    lost.slice(),
                    lost.epoch());
        }
    }

    void retrying(String what, Retry.RetrySignal again) {
        retrying(what, (int) again.totalRetries() + 1, again.failure());
    }

    void retrying(String what, int attempt, Throwable failure) {
        tell(new SubscriptionSignal.Retrying(subscription, what, attempt, failure));
    }
}
