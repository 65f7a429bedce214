package io.aett.reactive.postgres;

import io.aett.reactive.testkit.EventStoreFixture;
import io.aett.reactive.testkit.suite.ScaleContract;
import org.junit.jupiter.api.Tag;

@Tag("long")
class PostgresScaleTest extends ScaleContract {

    @Override
    protected EventStoreFixture fixture() {
        return new PostgresFixture();
    }
}
