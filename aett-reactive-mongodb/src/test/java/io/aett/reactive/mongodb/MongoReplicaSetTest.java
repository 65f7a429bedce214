package io.aett.reactive.mongodb;

import io.aett.reactive.testkit.EventStoreFixture;
import io.aett.reactive.testkit.RequestCounting;
import io.aett.reactive.testkit.suite.EventStoreContract;
import io.aett.reactive.testkit.suite.InitializationContract;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;

/** The whole suite on a replica set of one, where followers are woken by a change stream. */
@Tag("long")
class MongoReplicaSetTest extends EventStoreContract {

    @Override
    protected RequestCounting fixture() {
        return MongoFixture.replicaSet();
    }

    @Nested
    class Initialization extends InitializationContract {
        @Override
        protected EventStoreFixture fixture() {
            return MongoFixture.replicaSet();
        }
    }
}
