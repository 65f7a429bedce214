package io.aett.reactive.mongodb;

import io.aett.reactive.testkit.process.SagaProcessContract;
import io.aett.reactive.testservers.MongoServer;

/** Runners and relays in JVMs of their own. */
class SagaProcessTest extends SagaProcessContract<MongoProcessFixture> {

    @Override
    protected MongoProcessFixture fixture() {
        return new MongoProcessFixture(MongoServer.sharedReplicaSet());
    }

    /** Of a replica set each commit waits for more than one disk. */
    @Override
    protected int errands() {
        return 100;
    }
}
