package io.aett.reactive.postgres;

import io.aett.reactive.testkit.EventStoreFixture;
import io.aett.reactive.testkit.suite.PublisherContract;
import org.junit.jupiter.api.Tag;

@Tag("long")
class PostgresPublisherTest extends PublisherContract {

    @Override
    protected EventStoreFixture fixture() {
        return new PostgresFixture();
    }
}
