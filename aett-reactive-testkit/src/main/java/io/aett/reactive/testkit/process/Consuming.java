package io.aett.reactive.testkit.process;

import io.aett.reactive.Commit;
import io.aett.reactive.CommitOutcomeUnknownException;
import io.aett.reactive.DuplicateCommitException;
import io.aett.reactive.EventStore;
import io.aett.reactive.StorageUnavailableException;
import io.aett.reactive.process.CommandRelay;
import io.aett.reactive.process.SagaRunner;
import io.aett.reactive.subscription.Subscription;
import io.aett.reactive.subscription.SubscriptionSignal;
import io.aett.reactive.testkit.events.TestEvents;
import io.aett.reactive.testkit.subscription.ErrandCrowd;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/**
 * What a consumer runs.
 *
 * @param run all of it
 * @param signals of all of it
 * @param subscriptions how many it is
 */
record Consuming(Mono<Void> run, Flux<SubscriptionSignal> signals, int subscriptions) {

    static Consuming of(Subscription subscription) {
        return new Consuming(subscription.run(), subscription.signals(), 1);
    }

    /** A runner and a relay. */
    static Consuming errands(EventStore store, UnaryOperator<Subscription.Builder> options) {
        SagaRunner runner = ErrandCrowd.runner(store, options);
        CommandRelay relay = ErrandCrowd.relay(store, options);
        return new Consuming(Mono.when(runner.run(), relay.run()), Flux.merge(runner.signals(), relay.signals()), 3);
    }

    /** Commits one after the other to a stream, each again until it is known to be stored. */
    static Consuming writing(EventStore store, String stream, Duration pace, Report report) {
        AtomicLong stored = new AtomicLong();
        Mono<Commit> next = Mono.defer(() -> {
            long sequence = stored.get() + 1;
            Commit commit = Commit.builder()
                    .tenantId("tenant")
                    .streamId(stream)
                    .commitSequence(sequence)
                    .streamRevision(sequence)
                    .event(TestEvents.noted("n" + sequence))
                    .build();
            return Mono.defer(() -> store.commits().commit(commit))
                    .onErrorResume(DuplicateCommitException.class, known -> Mono.just(known.storedCommit()))
                    .retryWhen(Retry.fixedDelay(Long.MAX_VALUE, pace)
                            .filter(failure -> failure instanceof StorageUnavailableException
                                    || failure instanceof CommitOutcomeUnknownException));
        });
        Mono<Void> run = next.doOnNext(commit -> {
                    stored.set(commit.commitSequence());
                    report.stored(commit);
                })
                .then(Mono.delay(pace))
                .repeat()
                .then();
        return new Consuming(run, Flux.never(), 0);
    }
}
