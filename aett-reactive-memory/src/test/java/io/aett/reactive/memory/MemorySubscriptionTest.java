package io.aett.reactive.memory;

import io.aett.reactive.testkit.EventStoreFixture;
import io.aett.reactive.testkit.suite.SubscriptionContract;

class MemorySubscriptionTest extends SubscriptionContract {

    @Override
    protected EventStoreFixture fixture() {
        return new MemoryFixture();
    }
}
