package io.aett.reactive.memory;

import io.aett.reactive.testkit.RequestCounting;
import io.aett.reactive.testkit.suite.EventStoreContract;

class MemoryContractTest extends EventStoreContract {

    @Override
    protected RequestCounting fixture() {
        return new MemoryFixture();
    }
}
