package io.aett.reactive.memory;

import io.aett.reactive.testkit.EventStoreFixture;
import io.aett.reactive.testkit.suite.ScaleContract;
import org.junit.jupiter.api.Tag;

@Tag("long")
class MemoryScaleTest extends ScaleContract {

    @Override
    protected EventStoreFixture fixture() {
        return new MemoryFixture();
    }
}
