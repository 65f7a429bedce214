package io.aett.reactive.s3;

import io.aett.reactive.EventStore;
import io.aett.reactive.testkit.FixtureOptions;
import io.aett.reactive.testkit.process.StoreOpener;
import java.net.URI;
import java.util.List;

/** Opens a store of these tests in another process. */
public class S3Opener implements StoreOpener {

    /** What it needs to know. */
    static List<String> arguments(S3Fixture data) {
        return List.of(
                data.server.endpoint().toString(), data.server.accessKey(), data.server.secretKey(), data.prefix);
    }

    @Override
    public EventStore open(List<String> arguments) {
        return S3EventStore.create(
                TestClients.client(URI.create(arguments.get(0)), arguments.get(1), arguments.get(2)),
                FixtureOptions.defaults()
                        .applyTo(S3Options.builder())
                        .bucket(TestClients.BUCKET)
                        .prefix(arguments.get(3))
                        .build());
    }
}
