package io.aett.reactive.testkit.matrix;

import io.aett.reactive.Commit;
import io.aett.reactive.subscription.Subscription;
import io.aett.reactive.testkit.subscription.Deliveries;
import io.aett.reactive.testkit.subscription.Running;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** U1, U2, U7: a run that outlives the fault misses nothing, and keeps the order of each stream. */
final class SubscriptionWork implements Work {

    private static final String HANDLER = "handler";

    private @Nullable Running running;
    private @Nullable Deliveries deliveries;

    @Override
    public Mono<Void> run(Trial trial) {
        return Mono.defer(() -> {
            trial.history().worker(HANDLER);
            Deliveries handler = Deliveries.shared(
                    commit -> Mono.fromRunnable(() -> trial.history().done(HANDLER)));
            deliveries = handler;
            running = Running.of(Subscription.builder("matrix", trial.store())
                    .slices(2)
                    .leaseTime(trial.leaseTime())
                    .checkpointEvery(10, Duration.ofMillis(50))
                    .clock(trial.clock())
                    .onCommit(handler)
                    .build());
            return Mono.when(
                    Writing.own(trial, trial.beside(), "a"),
                    Writing.own(trial, trial.beside(), "b"),
                    Writing.own(trial, trial.store(), "c"));
        });
    }

    @Override
    public void settle(Trial trial) {
        Running run = running;
        Deliveries handler = deliveries;
        if (run == null || handler == null) {
            throw new IllegalStateException("did not run");
        }
        Set<UUID> stored = ids(trial.history().stored());
        trial.await(
                () -> stored.size() + " commits to be handled; " + handler + "; " + run,
                () -> run.failure() != null || ids(handler.handled()).containsAll(stored));
        if (run.failure() != null) {
            trial.history().violated("the run ended: " + Trial.story(run.failure()));
        }
        run.stop();
        handler.check();
    }

    private static Set<UUID> ids(List<Commit> commits) {
        Set<UUID> ids = new HashSet<>();
        commits.forEach(commit -> ids.add(commit.commitId()));
        return ids;
    }
}
