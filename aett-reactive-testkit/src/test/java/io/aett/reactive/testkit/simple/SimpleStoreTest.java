package io.aett.reactive.testkit.simple;

import io.aett.reactive.testkit.EventStoreFixture;
import io.aett.reactive.testkit.RequestCounting;
import io.aett.reactive.testkit.suite.EventStoreContract;
import io.aett.reactive.testkit.suite.InitializationContract;
import org.junit.jupiter.api.Nested;

class SimpleStoreTest extends EventStoreContract {

    @Override
    protected RequestCounting fixture() {
        return new SimpleFixture();
    }

    @Nested
    class Initialization extends InitializationContract {
        @Override
        protected EventStoreFixture fixture() {
            return SimpleStoreTest.this.fixture();
        }
    }
}
