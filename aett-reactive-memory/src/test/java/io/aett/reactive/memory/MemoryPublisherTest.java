package io.aett.reactive.memory;

import io.aett.reactive.testkit.EventStoreFixture;
import io.aett.reactive.testkit.suite.PublisherContract;

class MemoryPublisherTest extends PublisherContract {

    @Override
    protected EventStoreFixture fixture() {
        return new MemoryFixture();
    }
}
