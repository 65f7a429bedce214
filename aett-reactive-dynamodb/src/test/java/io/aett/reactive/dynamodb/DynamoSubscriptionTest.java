package io.aett.reactive.dynamodb;

import io.aett.reactive.testkit.EventStoreFixture;
import io.aett.reactive.testkit.suite.SubscriptionContract;

class DynamoSubscriptionTest extends SubscriptionContract {

    @Override
    protected EventStoreFixture fixture() {
        return new DynamoFixture();
    }
}
