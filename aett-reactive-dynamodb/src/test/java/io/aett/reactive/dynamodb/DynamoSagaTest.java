package io.aett.reactive.dynamodb;

import io.aett.reactive.testkit.EventStoreFixture;
import io.aett.reactive.testkit.suite.ProcessContract;

class DynamoSagaTest extends ProcessContract {

    @Override
    protected EventStoreFixture fixture() {
        return new DynamoFixture();
    }
}
