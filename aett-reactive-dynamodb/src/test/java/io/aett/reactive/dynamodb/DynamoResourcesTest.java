package io.aett.reactive.dynamodb;

import io.aett.reactive.testkit.EventStoreFixture;
import io.aett.reactive.testkit.suite.ResourcesContract;
import org.junit.jupiter.api.Tag;

@Tag("long")
class DynamoResourcesTest extends ResourcesContract {

    @Override
    protected EventStoreFixture fixture() {
        return new DynamoFixture();
    }

    @Override
    protected int times() {
        return 2_000;
    }
}
