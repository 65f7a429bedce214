package outside;

import io.aett.reactive.postgres.PostgresEventStore;
import io.aett.reactive.postgres.PostgresOptions;
import io.aett.reactive.testservers.PostgresServer;
import io.r2dbc.postgresql.PostgresqlConnectionConfiguration;
import io.r2dbc.spi.ConnectionFactories;
import io.r2dbc.spi.ConnectionFactory;
import org.junit.jupiter.api.Test;

class PostgresProgramTest {

    private static final PostgresServer SERVER = PostgresServer.shared();

    @Test
    void every_operation_with_a_connection_factory() {
        ConnectionFactory factory = ConnectionFactories.get(SERVER.url());
        new StoreProgram(PostgresEventStore.create(factory, options("outside_factory"))).run();
    }

    @Test
    void every_operation_with_a_configuration() {
        PostgresqlConnectionConfiguration configuration = PostgresqlConnectionConfiguration.builder()
                .host(SERVER.host())
                .port(SERVER.port())
                .username(SERVER.user())
                .password(SERVER.password())
                .database(SERVER.database())
                .build();
        new StoreProgram(PostgresEventStore.create(configuration, options("outside_configuration"))).run();
    }

    private static PostgresOptions options(String schema) {
        PostgresOptions options = PostgresOptions.builder()
                .topicMap(Orders.TOPICS)
                .pageSize(50)
                .schema(schema)
                .build();
        return options.toBuilder().build();
    }
}
