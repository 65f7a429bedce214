package io.aett.reactive.postgres;

import io.aett.reactive.testkit.EventStoreFixture;
import io.aett.reactive.testkit.RequestCounting;
import io.aett.reactive.testkit.suite.EventStoreContract;
import io.aett.reactive.testkit.suite.InitializationContract;
import org.junit.jupiter.api.Nested;

/** The conformance suite, with connections of the store's own. */
class PostgresStoreTest extends EventStoreContract {

    @Override
    protected RequestCounting fixture() {
        return new PostgresFixture();
    }

    @Nested
    class Initialization extends InitializationContract {
        @Override
        protected EventStoreFixture fixture() {
            return new PostgresFixture();
        }
    }
}
