package io.aett.reactive.testkit.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.subscription.SubscriptionStatus;
import io.aett.reactive.testkit.process.ConsumerOptions.Handling;
import io.aett.reactive.testkit.support.Await;
import io.aett.reactive.testkit.support.Seeded;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * U1, U2, U4 and U5 with consumers in processes of their own, which are killed and stopped in whatever they do.
 *
 * @param <F> the fixture type
 */
public abstract class SubscriptionProcessContract<F extends ProcessFixture> extends ConsumerSuite<F> {

    @Test
    void killed_again_and_again_it_skips_nothing_and_repeats_only_what_was_not_stored() {
        Seeded.run(random -> {
            long head = grow();
            List<Handled> before = new ArrayList<>();
            try (Consumers consumers = consumers(kills() + 1, "killed", 1, Handling.REPORT)) {
                long stored = 0;
                for (int round = 0; round < kills(); round++) {
                    ConsumerProcess consumer = consumers.get(round);
                    consumer.run();
                    awaitAnyMoment(random, consumers, consumer, stored);
                    consumer.kill();

                    assertGoesOn(before, stored, consumer);
                    before.addAll(consumer.handled());
                    SubscriptionStatus status = consumers.status();
                    stored = status == null ? 0 : status.checkpoint();
                    assertThat(checkpoints(before)).containsAll(written(stored));
                    head = grow();
                }
                ConsumerProcess last = consumers.get(kills());
                last.run();
                consumers.awaitHandled(head);
                last.terminate();

                assertGoesOn(before, stored, last);
                before.addAll(last.handled());
                assertThat(checkpoints(before)).containsExactlyElementsOf(written(head));
            }
        });
    }

    /** It has just become the owner, has stored a checkpoint, or has handled so many. */
    private void awaitAnyMoment(Random random, Consumers consumers, ConsumerProcess consumer, long stored) {
        switch (random.nextInt(4)) {
            case 0 -> consumers.awaitStatus("another owner", status -> isOwned(status, consumer));
            case 1 -> consumers.awaitStatus("a checkpoint", status -> status.checkpoint() > stored);
            default -> awaitHandled(consumer, some(random));
        }
    }

    private static boolean isOwned(SubscriptionStatus status, ConsumerProcess consumer) {
        String owner = status.slices().get(0).owner();
        return owner != null && owner.startsWith(consumer.pid() + "-");
    }

    /** Behind what was stored, and nothing before what comes before it in its stream. */
    private static void assertGoesOn(List<Handled> before, long stored, ConsumerProcess consumer) {
        Map<String, Long> reached = new HashMap<>();
        before.forEach(one -> reached.merge(one.stream(), one.sequence(), Math::max));
        for (Handled one : consumer.handled()) {
            assertThat(one.checkpoint()).isGreaterThan(stored);
            assertThat(one.sequence()).isLessThanOrEqualTo(reached.getOrDefault(one.stream(), 0L) + 1);
            reached.merge(one.stream(), one.sequence(), Math::max);
        }
        assertOrder(consumer);
    }

    @Test
    void processes_that_join_and_leave_have_the_slices_evenly_and_repeat_only_what_a_killed_one_did() {
        grow();
        try (Consumers consumers = consumers(3, "spread", 6, Handling.REPORT)) {
            ConsumerProcess one = consumers.get(0);
            ConsumerProcess leaves = consumers.get(1);
            ConsumerProcess killed = consumers.get(2);
            one.run();
            consumers.awaitSlices(Map.of(one, 6));
            leaves.run();
            grow();
            consumers.awaitSlices(Map.of(one, 3, leaves, 3));
            killed.run();
            grow();
            consumers.awaitSlices(Map.of(one, 2, leaves, 2, killed, 2));
            grow();
            leaves.terminate();
            consumers.awaitSlices(Map.of(one, 3, killed, 3));
            grow();
            killed.kill();
            consumers.awaitSlices(Map.of(one, 6));
            long head = grow();
            consumers.awaitHandled(head);
            one.terminate();

            assertThat(handled(consumers)).containsExactlyInAnyOrderElementsOf(written(head));
            consumers.all().forEach(ConsumerSuite::assertOrder);
            assertThat(repeated(consumers, killed)).as(() -> told(consumers)).isEmpty();
        }
    }

    private static Set<Long> handled(Consumers consumers) {
        Set<Long> handled = new HashSet<>();
        consumers.all().forEach(consumer -> handled.addAll(checkpoints(consumer.handled())));
        return handled;
    }

    /** Who handled what, one after the other. */
    private static String told(Consumers consumers) {
        return consumers.all().stream()
                .map(consumer -> "lost " + consumer.leasesLost() + " leases, handled " + checkpoints(consumer.handled())
                        + ", " + consumer.lastWords())
                .collect(Collectors.joining("\n"));
    }

    /**
     * What came twice although neither process was the killed one, or lost a lease because the machine was slow. Whoever gives a slice up may have
     * done some that are behind one that still waited in its lane, and is the next one's (U3): those come again.
     */
    private static List<Long> repeated(Consumers consumers, ConsumerProcess killed) {
        Set<Long> once = new HashSet<>();
        List<Long> repeated = new ArrayList<>();
        for (ConsumerProcess consumer : consumers.all()) {
            if (consumer != killed && consumer.leasesLost() == 0) {
                boolean leftUndone = false;
                for (long checkpoint : checkpoints(consumer.handled())) {
                    if (once.add(checkpoint)) {
                        leftUndone = true;
                    } else if (!leftUndone) {
                        repeated.add(checkpoint);
                    }
                }
            }
        }
        return repeated;
    }

    @Test
    void stopped_past_its_lease_an_owner_changes_nothing_when_it_goes_on_and_is_a_member_again() {
        Seeded.run(random -> {
            try (Consumers consumers = consumers(2, "stopped", 2, Handling.POISON)) {
                ConsumerProcess one = consumers.get(0);
                ConsumerProcess other = consumers.get(1);
                one.run();
                other.run();
                consumers.awaitSlices(Map.of(one, 1, other, 1));

                goesOnAtRest(random, consumers, one, other);
                goesOnAmidWork(random, consumers, other, one);

                assertThat(handled(consumers)).containsExactlyInAnyOrderElementsOf(good());
                assertThat(consumers.parked()).isEqualTo(poison());
                consumers.all().forEach(ConsumerSuite::assertOrder);
            }
        });
    }

    /** When it goes on, the other one has done everything. */
    private void goesOnAtRest(Random random, Consumers consumers, ConsumerProcess stopped, ConsumerProcess other) {
        int begun = stopped.handled().size();
        long lost = stopped.leasesLost();
        long head = grow();
        awaitHandled(stopped, begun + 1 + random.nextInt(commitsAtATime()));
        stopped.pause();
        consumers.awaitSlices(Map.of(other, 2));
        consumers.awaitHandled(head);
        SubscriptionStatus left = consumers.awaitStatus("what it was", status -> true);
        assertThat(consumers.parked()).isEqualTo(poison());
        int handled = stopped.handled().size();

        stopped.resume();

        Await.until(() -> "the loss to be noticed: " + stopped.lastWords(), () -> stopped.leasesLost() > lost);
        consumers.awaitSlices(Map.of(stopped, 1, other, 1));
        assertThat(stopped.handled().size() - handled).isLessThanOrEqualTo(ConsumerOptions.CONCURRENCY);
        SubscriptionStatus now = consumers.awaitStatus("what it is", status -> true);
        assertThat(consumers.parked()).isEqualTo(poison());
        assertThat(now.lastError()).isEqualTo(left.lastError());
        assertNoStepBack(left, now);
    }

    /** When it goes on, the other one is at work. */
    private void goesOnAmidWork(Random random, Consumers consumers, ConsumerProcess stopped, ConsumerProcess other) {
        int begun = stopped.handled().size();
        grow();
        awaitHandled(stopped, begun + 1 + random.nextInt(commitsAtATime()));
        stopped.pause();
        consumers.awaitSlices(Map.of(other, 2));
        grow();
        SubscriptionStatus left = consumers.awaitStatus("what it was", status -> true);

        stopped.resume();

        List<SubscriptionStatus> seen = new ArrayList<>(List.of(left));
        consumers.awaitSlices(Map.of(stopped, 1, other, 1), seen::add);
        for (int i = 1; i < seen.size(); i++) {
            assertNoStepBack(seen.get(i - 1), seen.get(i));
        }
        int handled = stopped.handled().size();
        long head = grow();
        awaitHandled(stopped, handled + 1);
        consumers.awaitHandled(head);
    }

    private static void assertNoStepBack(SubscriptionStatus before, SubscriptionStatus after) {
        for (int slice = 0; slice < before.slices().size(); slice++) {
            assertThat(after.slices().get(slice).checkpoint())
                    .isGreaterThanOrEqualTo(before.slices().get(slice).checkpoint());
            assertThat(after.slices().get(slice).epoch())
                    .isGreaterThanOrEqualTo(before.slices().get(slice).epoch());
        }
    }
}
