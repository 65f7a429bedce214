package io.aett.reactive.postgres;

import io.aett.reactive.testkit.EventStoreFixture;
import io.aett.reactive.testkit.suite.SubscriptionContract;

class PostgresSubscriptionTest extends SubscriptionContract {

    @Override
    protected EventStoreFixture fixture() {
        return new PostgresFixture();
    }
}
