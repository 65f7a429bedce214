package io.aett.reactive.mongodb;

import io.aett.reactive.testkit.process.SubscriptionProcessContract;
import io.aett.reactive.testservers.MongoServer;

/** Consumers in JVMs of their own. */
class SubscriptionProcessTest extends SubscriptionProcessContract<MongoProcessFixture> {

    @Override
    protected MongoProcessFixture fixture() {
        return new MongoProcessFixture(MongoServer.sharedReplicaSet());
    }
}
