package io.aett.reactive.mongodb;

import io.aett.reactive.testkit.EventStoreFixture;
import io.aett.reactive.testkit.suite.ProcessContract;

class MongoSagaTest extends ProcessContract {

    @Override
    protected EventStoreFixture fixture() {
        return MongoFixture.replicaSet();
    }
}
