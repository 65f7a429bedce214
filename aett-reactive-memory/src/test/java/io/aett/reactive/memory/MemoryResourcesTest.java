package io.aett.reactive.memory;

import io.aett.reactive.testkit.EventStoreFixture;
import io.aett.reactive.testkit.suite.ResourcesContract;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;

class MemoryResourcesTest {

    @Nested
    class Some extends Resources {
        @Override
        protected int times() {
            return 500;
        }
    }

    @Nested
    @Tag("long")
    class Many extends Resources {
        @Override
        protected int times() {
            return 100_000;
        }
    }

    abstract static class Resources extends ResourcesContract {
        @Override
        protected EventStoreFixture fixture() {
            return new MemoryFixture();
        }
    }
}
