package io.aett.reactive.postgres;

import io.aett.reactive.Commit;
import io.aett.reactive.EventStore;
import io.aett.reactive.subscription.Subscription;
import io.aett.reactive.testkit.FixtureOptions;
import io.aett.reactive.testkit.process.TransactionalOpener;
import io.r2dbc.spi.ConnectionFactoryOptions;
import java.util.List;
import java.util.function.Function;
import reactor.core.publisher.Mono;

/** Opens a store of these tests in another process. Its transactions write rows with the commits' checkpoints. */
public class PostgresOpener implements TransactionalOpener {

    private String rows = "";

    /** The table that they are written to. */
    static String rows(String schema) {
        return schema + ".written_rows";
    }

    /** What it needs to know. */
    static List<String> arguments(PostgresFixture data) {
        return List.of(
                "r2dbc:postgresql://%s:%s@%s:%s/%s"
                        .formatted(
                                Database.ROLE,
                                Database.PASSWORD,
                                data.database.server().host(),
                                data.database.server().port(),
                                data.database.server().database()),
                data.schema);
    }

    @Override
    public EventStore open(List<String> arguments) {
        rows = rows(arguments.get(1));
        return PostgresEventStore.create(
                ConnectionFactoryOptions.parse(arguments.get(0)),
                FixtureOptions.defaults()
                        .applyTo(PostgresOptions.builder())
                        .schema(arguments.get(1))
                        .build());
    }

    @Override
    public Subscription.Builder inTransaction(
            Subscription.Builder builder, EventStore store, Function<Commit, Mono<Void>> begins) {
        return builder.inTransaction(
                ((PostgresEventStore) store).transactions(),
                (commit, connection) -> begins.apply(commit)
                        .then(Mono.from(connection
                                .createStatement("INSERT INTO " + rows + " VALUES (" + commit.checkpointToken() + ")")
                                .execute()))
                        .flatMap(result -> Mono.from(result.getRowsUpdated())));
    }
}
