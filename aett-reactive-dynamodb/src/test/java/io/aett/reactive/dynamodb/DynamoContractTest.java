package io.aett.reactive.dynamodb;

import io.aett.reactive.testkit.EventStoreFixture;
import io.aett.reactive.testkit.RequestCounting;
import io.aett.reactive.testkit.suite.EventStoreContract;
import io.aett.reactive.testkit.suite.InitializationContract;
import org.junit.jupiter.api.Nested;

/** The conformance suite on a DynamoDB server. */
class DynamoContractTest extends EventStoreContract {

    @Override
    protected RequestCounting fixture() {
        return new DynamoFixture();
    }

    @Nested
    class Initialization extends InitializationContract {
        @Override
        protected EventStoreFixture fixture() {
            return DynamoContractTest.this.fixture();
        }
    }
}
