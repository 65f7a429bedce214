package io.aett.reactive.testkit.process;

import io.aett.reactive.testkit.process.ConsumerOptions.Handling;
import io.aett.reactive.testkit.subscription.ErrandCrowd;
import io.aett.reactive.testkit.support.Seeded;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * P1 to P3 with runners and relays in processes of their own, which are killed in whatever they do.
 *
 * @param <F> the fixture type
 */
public abstract class SagaProcessContract<F extends ProcessFixture> extends ConsumerSuite<F> {

    private static final int SLICES = 4;

    /** How many sagas; less where the server takes one request after the other. */
    protected int errands() {
        return 120;
    }

    /** Two of each at a time; each that is killed is replaced. */
    @Test
    void whoever_is_killed_and_when_each_command_and_each_timer_has_its_effect_once() {
        Seeded.run(random -> {
            try (ErrandCrowd crowd = new ErrandCrowd(store(), errands());
                    Consumers consumers = consumers(kills() + 2, ErrandCrowd.RUNNER, SLICES, Handling.ERRANDS)) {
                crowd.tell();
                List<ConsumerProcess> running = new ArrayList<>(List.of(consumers.get(0), consumers.get(1)));
                running.forEach(ConsumerProcess::run);
                for (int round = 0; round < kills(); round++) {
                    crowd.awaitDone((round + random.nextDouble()) / kills(), consumers::story);
                    running.remove(random.nextInt(running.size())).kill();
                    ConsumerProcess next = consumers.get(round + 2);
                    next.run();
                    running.add(next);
                }
                crowd.awaitDone(1, consumers::story);
                running.forEach(ConsumerProcess::terminate);
                crowd.check();
            }
        });
    }
}
