package io.aett.reactive.s3;

import io.aett.reactive.testkit.EventStoreFixture;
import io.aett.reactive.testkit.RequestCounting;
import io.aett.reactive.testkit.suite.EventStoreContract;
import io.aett.reactive.testkit.suite.InitializationContract;
import org.junit.jupiter.api.Nested;

/** The contract, on a real server. */
class S3ContractTest extends EventStoreContract {

    @Override
    protected RequestCounting fixture() {
        return new S3Fixture();
    }

    @Nested
    class Initialization extends InitializationContract {
        @Override
        protected EventStoreFixture fixture() {
            return new S3Fixture().tryingTheEndpoint();
        }
    }
}
