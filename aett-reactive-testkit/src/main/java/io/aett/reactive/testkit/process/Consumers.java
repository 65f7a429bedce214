package io.aett.reactive.testkit.process;

import io.aett.reactive.EventStore;
import io.aett.reactive.subscription.SliceStatus;
import io.aett.reactive.subscription.SubscriptionNotFoundException;
import io.aett.reactive.subscription.SubscriptionStatus;
import io.aett.reactive.subscription.Subscriptions;
import io.aett.reactive.testkit.support.Await;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The processes of one subscription, started together since that takes longest, and what is stored about them. All end with {@link #close()}. */
public final class Consumers implements AutoCloseable {

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(20);

    private final ConsumerOptions options;
    private final Subscriptions subscriptions;
    private final List<ConsumerProcess> processes = new ArrayList<>();

    /** So many processes, none of which has begun. */
    public Consumers(int count, Path folder, ConsumerOptions options, EventStore store) {
        this.options = options;
        this.subscriptions = Subscriptions.of(store);
        try {
            for (int i = 0; i < count; i++) {
                processes.add(ConsumerProcess.start(folder, options.name() + "-" + i, options));
            }
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    /** One of them. */
    public ConsumerProcess get(int index) {
        return processes.get(index);
    }

    /** All of them. */
    public List<ConsumerProcess> all() {
        return List.copyOf(processes);
    }

    /** What is stored now; null before the first run. */
    public @Nullable SubscriptionStatus status() {
        return Await.valueOrNull(
                subscriptions.status(options.name()).onErrorComplete(SubscriptionNotFoundException.class));
    }

    /** What is set aside: the checkpoints, in order. */
    public List<Long> parked() {
        return Await.all(subscriptions.parked(options.name())).stream()
                .map(parked -> parked.checkpoint())
                .sorted()
                .toList();
    }

    /** Waits until all up to this was handled or set aside. */
    public void awaitHandled(long checkpoint) {
        awaitStatus("everything up to " + checkpoint + " to be handled", status -> status.checkpoint() >= checkpoint);
    }

    /** Waits until these own so many slices each, and nobody else any. */
    public void awaitSlices(Map<ConsumerProcess, Integer> expected) {
        awaitSlices(expected, seen -> {});
    }

    /** The same, with all that is seen until then. */
    void awaitSlices(Map<ConsumerProcess, Integer> expected, Consumer<SubscriptionStatus> seen) {
        Map<Long, Integer> byPid = new HashMap<>();
        expected.forEach((process, slices) -> byPid.put(process.pid(), slices));
        awaitStatus("slices by process " + byPid, status -> {
            seen.accept(status);
            return slices(status).equals(byPid);
        });
    }

    /** Looks often, but not so often that it is in the consumers' way. */
    public SubscriptionStatus awaitStatus(String what, Predicate<SubscriptionStatus> expected) {
        try {
            return Await.value(subscriptions
                    .status(options.name())
                    .onErrorComplete(SubscriptionNotFoundException.class)
                    .filter(expected)
                    .repeatWhenEmpty(looks -> looks.delayElements(BETWEEN_LOOKS)));
        } catch (AssertionError e) {
            throw new AssertionError("waited for " + what + "; " + story(), e);
        }
    }

    private static Map<Long, Integer> slices(SubscriptionStatus status) {
        Map<Long, Integer> slices = new HashMap<>();
        status.slices().stream()
                .map(SliceStatus::owner)
                .filter(Objects::nonNull)
                .map(owner -> Long.valueOf(owner.substring(0, owner.indexOf('-'))))
                .forEach(pid -> slices.merge(pid, 1, Integer::sum));
        return slices;
    }

    /** What is stored, and what the processes printed, to be told when a test fails. */
    String story() {
        List<String> words = processes.stream().map(ConsumerProcess::lastWords).toList();
        return "stored is " + status() + "; " + String.join("\n", words);
    }

    @Override
    public void close() {
        processes.forEach(ConsumerProcess::close);
    }
}
