package io.aett.reactive.memory;

import io.aett.reactive.testkit.EventStoreFixture;
import io.aett.reactive.testkit.suite.ConsumerPublisherContract;

class MemoryConsumerPublisherTest extends ConsumerPublisherContract {

    @Override
    protected EventStoreFixture fixture() {
        return new MemoryFixture();
    }
}
