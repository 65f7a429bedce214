package io.aett.reactive.dynamodb;

import io.aett.reactive.EventStore;
import io.aett.reactive.testkit.FixtureOptions;
import io.aett.reactive.testkit.process.StoreOpener;
import io.aett.reactive.testservers.DynamoServer;
import java.util.List;

/** Opens a store of these tests in another process. */
public class DynamoOpener implements StoreOpener {

    /** What it needs to know. */
    static List<String> arguments(DynamoFixture data) {
        DynamoServer server = DynamoFixture.server();
        return List.of(
                server.endpoint().toString(), server.accessKey(), server.secretKey(), server.region(), data.table);
    }

    @Override
    public EventStore open(List<String> arguments) {
        return DynamoDbEventStore.create(
                Clients.plain(arguments.get(0), arguments.get(1), arguments.get(2), arguments.get(3)),
                FixtureOptions.defaults()
                        .applyTo(DynamoDbOptions.builder().table(arguments.get(4)))
                        .build());
    }
}
