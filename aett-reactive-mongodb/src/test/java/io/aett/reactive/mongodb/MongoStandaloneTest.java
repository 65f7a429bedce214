package io.aett.reactive.mongodb;

import io.aett.reactive.testkit.EventStoreFixture;
import io.aett.reactive.testkit.RequestCounting;
import io.aett.reactive.testkit.suite.EventStoreContract;
import io.aett.reactive.testkit.suite.InitializationContract;
import org.junit.jupiter.api.Nested;

/** The whole suite on one server without replication. */
class MongoStandaloneTest extends EventStoreContract {

    @Override
    protected RequestCounting fixture() {
        return MongoFixture.standalone();
    }

    @Nested
    class Initialization extends InitializationContract {
        @Override
        protected EventStoreFixture fixture() {
            return MongoFixture.standalone();
        }
    }
}
