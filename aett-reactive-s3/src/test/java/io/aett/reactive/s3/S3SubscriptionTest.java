package io.aett.reactive.s3;

import io.aett.reactive.testkit.EventStoreFixture;
import io.aett.reactive.testkit.suite.SubscriptionContract;

class S3SubscriptionTest extends SubscriptionContract {

    @Override
    protected EventStoreFixture fixture() {
        return new S3Fixture();
    }
}
