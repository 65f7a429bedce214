package io.aett.reactive.testkit.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.testkit.process.ConsumerOptions.Handling;
import io.aett.reactive.testkit.support.Await;
import io.aett.reactive.testkit.support.Seeded;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * U9 with consumers in processes of their own, for stores whose fixture has a {@link TransactionalOpener}: each commit is written once, however
 * often it was begun.
 *
 * @param <F> the fixture type
 */
public abstract class TransactionProcessContract<F extends ProcessFixture> extends ConsumerSuite<F> {

    /** The checkpoints that the handlers' transactions wrote, in any order, each as often as it is there. */
    protected abstract List<Long> rows();

    @Test
    void killed_in_its_transactions_it_writes_each_commit_once() {
        Seeded.run(random -> {
            long head = grow();
            try (Consumers consumers = consumers(kills() + 1, "killed", 1, Handling.TRANSACTION)) {
                for (int round = 0; round < kills(); round++) {
                    ConsumerProcess consumer = consumers.get(round);
                    int rows = rows().size();
                    consumer.run();
                    awaitAnyMoment(random, consumer, 0, rows);
                    consumer.kill();
                    assertThat(rows()).doesNotHaveDuplicates();
                    head = grow();
                }
                ConsumerProcess last = consumers.get(kills());
                last.run();
                consumers.awaitHandled(head);
                last.terminate();

                assertOnce(consumers, head);
            }
        });
    }

    @Test
    void stopped_in_a_transaction_past_its_lease_it_writes_nothing_when_it_goes_on() {
        Seeded.run(random -> {
            try (Consumers consumers = consumers(2, "stopped", 2, Handling.TRANSACTION)) {
                ConsumerProcess one = consumers.get(0);
                ConsumerProcess other = consumers.get(1);
                one.run();
                other.run();
                consumers.awaitSlices(Map.of(one, 1, other, 1));
                int handled = one.handled().size();
                int rows = rows().size();
                grow();
                awaitAnyMoment(random, one, handled, rows);
                one.pause();
                consumers.awaitSlices(Map.of(other, 2));
                long meanwhile = grow();
                if (random.nextBoolean()) {
                    consumers.awaitHandled(meanwhile);
                }

                one.resume();

                consumers.awaitSlices(Map.of(one, 1, other, 1));
                long head = grow();
                consumers.awaitHandled(head);
                one.terminate();
                other.terminate();

                assertOnce(consumers, head);
            }
        });
    }

    /** At work on a commit, or behind one of its transactions. Counts from what was there before the log grew. */
    private void awaitAnyMoment(Random random, ConsumerProcess consumer, int handled, int rows) {
        int more = 1 + random.nextInt(commitsAtATime());
        if (random.nextBoolean()) {
            awaitHandled(consumer, handled + more);
        } else {
            Await.until(() -> (rows + more) + " rows, " + consumer.lastWords(), () -> rows().size() >= rows + more);
        }
    }

    private void assertOnce(Consumers consumers, long head) {
        assertThat(rows()).containsExactlyInAnyOrderElementsOf(written(head));
        assertThat(consumers.parked()).isEmpty();
    }
}
