package io.aett.reactive.testservers;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactories;
import io.r2dbc.spi.R2dbcException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

class PostgresServerTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @Test
    void of_32_racing_inserts_of_one_key_exactly_one_wins() throws Exception {
        PostgresServer server = PostgresServer.shared();
        server.createDatabase("race");
        server.execute("race", "CREATE TABLE t (stream text COLLATE \"C\", n bigint, who int, UNIQUE (stream, n))");
        for (int round = 0; round < 5; round++) {
            int key = round;
            List<Long> inserted = Race.of(
                    32,
                    who -> () -> update(
                            server.url("race"),
                            "INSERT INTO t VALUES ('s', " + key + ", " + who + ") ON CONFLICT DO NOTHING"));
            assertThat(inserted.stream().mapToLong(Long::longValue).sum()).isEqualTo(1);
        }
        server.dropDatabase("race");
    }

    @Test
    void a_server_killed_with_SIGKILL_comes_back_on_its_port_with_what_was_committed() {
        try (PostgresServer server = PostgresServer.startOwn()) {
            server.execute("CREATE TABLE t (n int)");
            for (int i = 1; i <= 3; i++) {
                server.execute("INSERT INTO t VALUES (" + i + ")");
                server.kill();
                assertThat(server.isRunning()).isFalse();
                assertThatThrownBy(() -> number(server.url(), "SELECT 1")).isInstanceOf(R2dbcException.class);
                server.start();
                assertThat(number(server.url(), "SELECT count(*)::int FROM t")).isEqualTo(i);
            }
        }
    }

    @Test
    void a_paused_server_does_not_answer_until_it_is_resumed() {
        try (PostgresServer server = PostgresServer.startOwn()) {
            Connection connection = connect(server.url());
            server.pause();
            Mono<Integer> answer = number(connection, "SELECT 7").cache();
            assertThatThrownBy(() -> answer.block(Duration.ofMillis(300))).hasMessageContaining("Timeout");
            server.resume();
            assertThat(answer.block(PATIENCE)).isEqualTo(7);
            Mono.from(connection.close()).block(PATIENCE);
        }
    }

    @Test
    void a_table_of_a_server_whose_files_do_not_grow_takes_no_more_until_they_do() {
        try (PostgresServer server = PostgresServer.startOwn()) {
            String insert = "INSERT INTO t SELECT repeat('x', 1000) FROM generate_series(1, 20000)";
            server.execute("CREATE TABLE t (x text)");
            server.limitFiles(16 << 20);
            assertThatThrownBy(() -> server.execute(insert)).hasMessageContaining("File too large");
            assertThat(number(server.url(), "SELECT count(*)::int FROM t")).isZero();
            server.unlimitFiles();
            server.execute(insert);
            assertThat(number(server.url(), "SELECT count(*)::int FROM t")).isEqualTo(20_000);
        }
    }

    @Test
    void a_server_that_cannot_write_its_log_ends_and_comes_back_with_what_was_committed() {
        try (PostgresServer server = PostgresServer.startOwn()) {
            server.execute("CREATE TABLE t AS SELECT 1 AS n");
            server.limitFiles(1);
            assertThatThrownBy(() -> server.execute("INSERT INTO t VALUES (2)")).isInstanceOf(R2dbcException.class);
            server.kill();
            server.start();
            assertThat(number(server.url(), "SELECT count(*)::int FROM t")).isOne();
        }
    }

    @Test
    void settings_reach_the_server() {
        try (PostgresServer server = PostgresServer.options()
                .setting("max_prepared_transactions", "7")
                .fsync(true)
                .start()) {
            assertThat(number(server.url(), "SELECT current_setting('max_prepared_transactions')::int"))
                    .isEqualTo(7);
            assertThat(number(server.url(), "SELECT (current_setting('fsync') = 'on')::int"))
                    .isOne();
        }
    }

    @Test
    void a_folder_of_the_caller_is_found_again_and_kept(@TempDir Path folder) {
        PostgresOptions options = PostgresServer.options().directory(folder);
        try (PostgresServer server = options.start()) {
            server.execute("CREATE TABLE t AS SELECT 42 AS n");
            try (PostgresServer second = options.start()) {
                assertThat(second.isOwn()).isFalse();
                assertThat(second.port()).isEqualTo(server.port());
            }
        }
        try (PostgresServer server = options.start()) {
            assertThat(number(server.url(), "SELECT n FROM t")).isEqualTo(42);
        }
        assertThat(folder.resolve("data")).exists();
    }

    @Test
    void a_closed_server_is_gone_with_its_temporary_folder() {
        PostgresServer server = PostgresServer.startOwn();
        Path folder = server.log().resolveSibling(".").normalize();
        assertThat(folder).exists();
        server.close();
        assertThat(folder).doesNotExist();
    }

    @Test
    void an_address_of_the_environment_is_taken_apart() {
        PostgresServer server = PostgresServer.ofUrl("jdbc:postgresql://db.example:1234/x");
        assertThat(server.host()).isEqualTo("db.example");
        assertThat(server.port()).isEqualTo(1234);
        assertThat(PostgresServer.ofUrl("postgres://a:b%20c@h/d").url())
                .isEqualTo("r2dbc:postgresql://a:b%20c@h:5432/d");
        assertThat(server.toString()).contains(PostgresServer.ENVIRONMENT).doesNotContain("password");
        assertThatThrownBy(server::kill)
                .isInstanceOf(TestServerException.class)
                .hasMessageContaining("not ours to stop");
    }

    private static Connection connect(String url) {
        return requireNonNull(Mono.from(ConnectionFactories.get(url).create()).block(PATIENCE));
    }

    private static Mono<Integer> number(Connection connection, String sql) {
        return Flux.from(connection.createStatement(sql).execute())
                .concatMap(result -> result.map(row -> requireNonNull(row.get(0, Integer.class))))
                .single();
    }

    private static int number(String url, String sql) {
        return requireNonNull(Mono.usingWhen(
                        ConnectionFactories.get(url).create(), connection -> number(connection, sql), Connection::close)
                .block(PATIENCE));
    }

    private static long update(String url, String sql) {
        return requireNonNull(Mono.usingWhen(
                        ConnectionFactories.get(url).create(),
                        connection -> Flux.from(connection.createStatement(sql).execute())
                                .concatMap(result -> result.getRowsUpdated())
                                .single(),
                        Connection::close)
                .block(PATIENCE));
    }
}
