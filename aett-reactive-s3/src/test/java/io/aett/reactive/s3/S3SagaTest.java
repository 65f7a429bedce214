package io.aett.reactive.s3;

import io.aett.reactive.testkit.EventStoreFixture;
import io.aett.reactive.testkit.suite.ProcessContract;

class S3SagaTest extends ProcessContract {

    @Override
    protected EventStoreFixture fixture() {
        return new S3Fixture();
    }
}
