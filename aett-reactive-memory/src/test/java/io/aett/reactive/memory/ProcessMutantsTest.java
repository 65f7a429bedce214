package io.aett.reactive.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.testkit.EventStoreFixture;
import io.aett.reactive.testkit.mutants.SourceMutant;
import io.aett.reactive.testkit.suite.ProcessContract;
import java.util.List;
import org.junit.jupiter.api.Test;

/** That the suites of processes can fail. */
class ProcessMutantsTest extends SourceMutantsSuite {

    ProcessMutantsTest() {
        super(table(), Subject.class, ProcessContract.class);
    }

    /** The suites, on the memory store. */
    static class Subject extends ProcessContract {
        @Override
        protected EventStoreFixture fixture() {
            return new MemoryFixture();
        }
    }

    static List<SourceMutant> table() {
        return table("/process-mutants.txt");
    }

    @Test
    void the_table_holds_twelve_mutants() {
        assertThat(table()).hasSizeGreaterThanOrEqualTo(12);
    }
}
