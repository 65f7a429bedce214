package io.aett.reactive.postgres;

import io.aett.reactive.testkit.EventStoreFixture;
import io.aett.reactive.testkit.suite.ProcessContract;

class PostgresSagaTest extends ProcessContract {

    @Override
    protected EventStoreFixture fixture() {
        return new PostgresFixture();
    }
}
