package io.aett.reactive.postgres;

import io.aett.reactive.testkit.EventStoreFixture;
import io.aett.reactive.testkit.suite.ResourcesContract;
import org.junit.jupiter.api.Tag;

@Tag("long")
class PostgresResourcesTest extends ResourcesContract {

    @Override
    protected EventStoreFixture fixture() {
        return new PostgresFixture();
    }

    @Override
    protected int times() {
        return 100_000;
    }
}
