package io.aett.reactive.s3;

import io.aett.reactive.testkit.EventStoreFixture;
import io.aett.reactive.testkit.suite.ResourcesContract;
import org.junit.jupiter.api.Tag;

@Tag("long")
class S3ResourcesTest extends ResourcesContract {

    @Override
    protected EventStoreFixture fixture() {
        return new S3Fixture();
    }

    @Override
    protected int times() {
        return 2_000;
    }
}
