package io.aett.reactive.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.StateEntry;
import io.aett.reactive.Transactions;
import io.aett.reactive.testkit.suite.ContractSuite;
import io.aett.reactive.testkit.support.Await;
import io.r2dbc.spi.Connection;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import reactor.core.publisher.Mono;

/** A store, and a table of the program's beside it; after each test nobody is left in a transaction. */
abstract class TransactionSuite extends ContractSuite<PostgresFixture> {

    static final String SPACE = "space";

    @BeforeEach
    void makeATableOfTheProgram() {
        store();
        data().database.admin("""
                CREATE TABLE %1$s.numbers (n integer UNIQUE DEFERRABLE INITIALLY IMMEDIATE);
                GRANT ALL ON %1$s.numbers TO %2$s;
                """.formatted(data().schema, Database.ROLE));
    }

    @AfterEach
    void nobodyIsLeftInATransaction() {
        Await.until(
                () -> "the end of all transactions",
                () -> data().database
                        .query(
                                "SELECT pid FROM pg_stat_activity WHERE state LIKE 'idle in transaction%' AND usename = '"
                                        + Database.ROLE + "'",
                                row -> row.get(0))
                        .isEmpty());
    }

    Transactions<Connection> transactions() {
        return ((PostgresEventStore) store()).transactions();
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    Mono<Long> insert(Connection connection, int number) {
        return run(connection, "INSERT INTO %s.numbers VALUES (%d)".formatted(data().schema, number));
    }

    static Mono<Long> run(Connection connection, String sql) {
        return Connections.run(connection.createStatement(sql));
    }

    static Mono<String> text(Connection connection, String sql) {
        return Connections.row(connection.createStatement(sql), row -> CommitRow.text(row, 0));
    }

    List<Integer> numbers() {
        return data().database
                .query(
                        "SELECT n FROM %s.numbers ORDER BY n".formatted(data().schema),
                        row -> CommitRow.value(row, 0, Integer.class));
    }

    StateEntry created(String key) {
        return Await.value(store().states().create(SPACE, key, bytes("0")));
    }

    void assertNothingWritten() {
        assertThat(numbers()).isEmpty();
        assertThat(Await.all(store().states().scan(SPACE, ""))).isEmpty();
    }
}
