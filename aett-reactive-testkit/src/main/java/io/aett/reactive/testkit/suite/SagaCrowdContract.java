package io.aett.reactive.testkit.suite;

import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.EventStore;
import io.aett.reactive.subscription.Subscription;
import io.aett.reactive.testkit.EventStoreFixture;
import io.aett.reactive.testkit.subscription.ErrandCrowd;
import io.aett.reactive.testkit.subscription.Running;
import io.aett.reactive.testkit.support.Seeded;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** P1 to P3 of the contract with many sagas at once, whose runners and relays come and go. */
public abstract class SagaCrowdContract extends ContractSuite<EventStoreFixture> {

    private static final int CANCELS = 8;

    /** How many sagas. */
    protected int errands() {
        return data().manyCommits() / 20;
    }

    private static Subscription.Builder quick(Subscription.Builder options) {
        return options.slices(4)
                .leaseTime(Duration.ofSeconds(90))
                .retry(20, Duration.ofMillis(5), Duration.ofMillis(100))
                .checkpointEvery(64, Duration.ofMillis(50));
    }

    private static Running runner(EventStore store) {
        return Running.of(ErrandCrowd.runner(store, SagaCrowdContract::quick));
    }

    private static Running relay(EventStore store) {
        return Running.of(ErrandCrowd.relay(store, SagaCrowdContract::quick));
    }

    /** P1 to P3: two of each, on two stores; one after the other is cancelled and begins again. */
    @Test
    void whoever_is_cancelled_and_when_each_command_and_each_timer_has_its_effect_once() {
        EventStore other = second();
        Seeded.run(random -> {
            List<Running> runs = new ArrayList<>();
            try (ErrandCrowd crowd = new ErrandCrowd(store(), errands())) {
                crowd.tell();
                List.of(store(), other).forEach(store -> {
                    runs.add(runner(store));
                    runs.add(relay(store));
                });
                for (int cancel = 0; cancel < CANCELS; cancel++) {
                    crowd.awaitDone((cancel + random.nextDouble()) / CANCELS, runs::toString);
                    int which = random.nextInt(runs.size());
                    runs.get(which).stop();
                    EventStore store = random.nextBoolean() ? store() : other;
                    runs.set(which, which % 2 == 0 ? runner(store) : relay(store));
                }
                crowd.awaitDone(1, runs::toString);
                assertThat(runs).allSatisfy(run -> assertThat(run.failure()).isNull());
                runs.forEach(Running::stop);
                crowd.check();
            } finally {
                runs.forEach(Running::cancel);
            }
        });
    }
}
