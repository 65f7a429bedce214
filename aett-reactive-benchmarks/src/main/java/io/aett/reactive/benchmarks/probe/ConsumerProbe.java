package io.aett.reactive.benchmarks.probe;

import io.aett.reactive.EventStore;
import io.aett.reactive.benchmarks.subject.Subjects;
import io.aett.reactive.subscription.Subscription;
import io.aett.reactive.subscription.SubscriptionSignal.Started;
import io.aett.reactive.subscription.SubscriptionSignal.Stopped;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/** Runs a subscription until it is told anything. */
public final class ConsumerProbe {

    /** Said when it owns something. */
    public static final String READY = "running";

    private ConsumerProbe() {}

    /** How both sides of a takeover build it: what there is to own can be divided by two. */
    public static Subscription subscription(String name, EventStore store, Duration leaseTime) {
        return Subscription.builder(name, store)
                .slices(2)
                .leaseTime(leaseTime)
                .onCommit(commit -> Mono.empty())
                .build();
    }

    /** Arguments: the store's address, the subscription's name, its lease time. */
    public static void main(String[] arguments) throws IOException {
        EventStore store = Subjects.open(arguments[0]);
        Subscription subscription = subscription(arguments[1], store, Duration.parse(arguments[2]));
        CompletableFuture<@Nullable Stopped> stopped =
                subscription.signals().ofType(Stopped.class).next().toFuture();
        Disposable telling = subscription
                .signals()
                .ofType(Started.class)
                .next()
                .subscribe(started -> Probe.say(READY, started.slice()));
        Disposable run = subscription.run().subscribe();
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
        run.dispose();
        stopped.join();
        telling.dispose();
        System.exit(0);
    }
}
