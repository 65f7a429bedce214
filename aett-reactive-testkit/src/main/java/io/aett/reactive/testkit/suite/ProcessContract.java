package io.aett.reactive.testkit.suite;

import io.aett.reactive.testkit.EventStoreFixture;
import org.junit.jupiter.api.Nested;

/** All suites of processes, as one class: the tests of a store extend it with their fixture. */
public abstract class ProcessContract {

    /** A new fixture: called once before each test. */
    protected abstract EventStoreFixture fixture();

    @Nested
    class Runner extends SagaRunnerContract {
        @Override
        protected EventStoreFixture fixture() {
            return ProcessContract.this.fixture();
        }
    }

    @Nested
    class Relay extends CommandRelayContract {
        @Override
        protected EventStoreFixture fixture() {
            return ProcessContract.this.fixture();
        }
    }

    @Nested
    class Timers extends TimerContract {
        @Override
        protected EventStoreFixture fixture() {
            return ProcessContract.this.fixture();
        }
    }

    @Nested
    class SharedIds extends SharedIdContract {
        @Override
        protected EventStoreFixture fixture() {
            return ProcessContract.this.fixture();
        }
    }

    @Nested
    class Fault extends SagaFaultContract {
        @Override
        protected EventStoreFixture fixture() {
            return ProcessContract.this.fixture();
        }
    }

    @Nested
    class Crowd extends SagaCrowdContract {
        @Override
        protected EventStoreFixture fixture() {
            return ProcessContract.this.fixture();
        }
    }
}
