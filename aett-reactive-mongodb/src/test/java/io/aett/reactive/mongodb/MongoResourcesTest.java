package io.aett.reactive.mongodb;

import io.aett.reactive.testkit.EventStoreFixture;
import io.aett.reactive.testkit.suite.ResourcesContract;
import org.junit.jupiter.api.Tag;

@Tag("long")
class MongoResourcesTest extends ResourcesContract {

    @Override
    protected EventStoreFixture fixture() {
        return MongoFixture.replicaSet();
    }

    @Override
    protected int times() {
        return 100_000;
    }
}
