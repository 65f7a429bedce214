package io.aett.reactive.mongodb;

import io.aett.reactive.testkit.EventStoreFixture;
import io.aett.reactive.testkit.suite.SubscriptionContract;

class MongoSubscriptionTest extends SubscriptionContract {

    @Override
    protected EventStoreFixture fixture() {
        return MongoFixture.replicaSet();
    }
}
