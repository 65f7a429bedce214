package io.aett.reactive.memory;

import io.aett.reactive.testkit.EventStoreFixture;
import io.aett.reactive.testkit.RequestCounting;
import io.aett.reactive.testkit.suite.ProcessContract;
import io.aett.reactive.testkit.suite.SagaCrowdContract;
import io.aett.reactive.testkit.suite.TimerVolumeContract;
import org.junit.jupiter.api.Nested;

class MemorySagaTest extends ProcessContract {

    @Override
    protected EventStoreFixture fixture() {
        return new MemoryFixture();
    }

    @Nested
    class Volume extends TimerVolumeContract {
        @Override
        protected RequestCounting fixture() {
            return new MemoryFixture();
        }
    }

    /** As many as there is time for. */
    @Nested
    class LargeCrowd extends SagaCrowdContract {
        @Override
        protected EventStoreFixture fixture() {
            return new MemoryFixture();
        }

        @Override
        protected int errands() {
            return 1000;
        }
    }
}
