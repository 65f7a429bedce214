package io.aett.reactive.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.testkit.EventStoreFixture;
import io.aett.reactive.testkit.mutants.SourceMutant;
import io.aett.reactive.testkit.suite.SubscriptionContract;
import java.util.List;
import org.junit.jupiter.api.Test;

/** That the suites of subscriptions can fail. */
class SubscriptionMutantsTest extends SourceMutantsSuite {

    SubscriptionMutantsTest() {
        super(table(), Subject.class, SubscriptionContract.class);
    }

    /** The suites, on the memory store. */
    static class Subject extends SubscriptionContract {
        @Override
        protected EventStoreFixture fixture() {
            return new MemoryFixture();
        }
    }

    static List<SourceMutant> table() {
        return table("/subscription-mutants.txt");
    }

    @Test
    void the_table_holds_twenty_mutants() {
        assertThat(table()).hasSizeGreaterThanOrEqualTo(20);
    }
}
