package io.aett.reactive.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aett.reactive.Snapshot;
import io.aett.reactive.StorageException;
import io.aett.reactive.cli.Things.Noted;
import io.aett.reactive.postgres.PostgresEventStore;
import io.aett.reactive.postgres.PostgresOptions;
import io.aett.reactive.subscription.Subscription;
import io.aett.reactive.subscription.Subscriptions;
import io.aett.reactive.testservers.PostgresServer;
import io.r2dbc.spi.ConnectionFactoryOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** The rights that the guide names are enough, and not too many. */
class RightsTest {

    private static final Duration BOUND = Duration.ofSeconds(60);
    private static final Path GUIDE = Path.of("..", "docs", "guides", "operations.md");
    private static final Pattern SQL = Pattern.compile("^```sql\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);

    private final PostgresServer server = PostgresServer.shared();
    private final PostgresStore data = PostgresStore.filled();
    private final String role = data.schema + "_role";

    @BeforeEach
    void a_role() {
        server.execute("DROP ROLE IF EXISTS " + role);
        server.execute("CREATE ROLE " + role + " LOGIN PASSWORD 'secret'");
    }

    @AfterEach
    void no_role() {
        server.execute("DROP OWNED BY " + role);
        server.execute("DROP ROLE " + role);
        data.close();
    }

    private void grant(int block, String name) throws IOException {
        List<String> blocks = SQL.matcher(Files.readString(GUIDE))
                .results()
                .map((MatchResult match) -> match.group(1))
                .toList();
        for (String statement : blocks.get(block).split(";\\s*")) {
            server.execute(statement.replaceAll("\\baett\\b", data.schema).replaceAll("\\b" + name + "\\b", role));
        }
    }

    private String url() {
        return "r2dbc:postgresql://" + role + ":secret@" + server.host() + ":" + server.port() + "/"
                + server.database();
    }

    @Test
    void a_program_may_append_and_not_rewrite() throws IOException {
        grant(0, "app");
        PostgresEventStore app = PostgresEventStore.create(
                ConnectionFactoryOptions.parse(url()),
                PostgresOptions.builder()
                        .schema(data.schema)
                        .topicMap(Things.TOPICS)
                        .build());
        try {
            app.management().initialize().block(BOUND);
            Things.store(app, Things.commit("shop", "order-1", 5, new Noted("more")));
            app.snapshots()
                    .add(new Snapshot("shop", "order-1", 5, 5, new Noted("sum"), Map.of()))
                    .block(BOUND);
            app.snapshots()
                    .add(new Snapshot("shop", "order-1", 5, 5, new Noted("again"), Map.of()))
                    .block(BOUND);
            assertThat(app.management().follow(0).take(13).collectList().block(BOUND))
                    .hasSize(13);
            Subscription.builder("mailer", app)
                    .onCommit(commit -> Mono.empty())
                    .build()
                    .runUntil(Subscriptions.of(app).awaitHandled("mailer", 13))
                    .block(BOUND);
            Subscriptions.of(app).remove("mailer").block(BOUND);
            assertThatThrownBy(() -> app.management().purge("shop").block(BOUND))
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining("permission denied");
        } finally {
            app.close().block(BOUND);
        }
        for (String change :
                List.of("DELETE FROM $.commits", "UPDATE $.commits SET payload = ''", "TRUNCATE $.commits")) {
            assertThatThrownBy(() -> server.execute("SET ROLE " + role + "; " + change.replace("$", data.schema)))
                    .hasMessageContaining("permission denied");
        }
    }

    @Test
    void somebody_may_only_look() throws IOException {
        grant(1, "looker");
        Cli cli = Cli.on(url().replaceFirst("^r2dbc:", "") + "?schema=" + data.schema);

        for (List<String> command : List.of(
                List.of("streams"),
                List.of("show", "shop", "order-1"),
                List.of("tail"),
                List.of("verify"),
                List.of("subscriptions"))) {
            cli.run(command.toArray(String[]::new)).succeeds();
        }
        assertThat(cli.run("purge", "shop", "--yes").ends(2).err()).contains("permission denied");
        assertThat(Things.all(data.store)).hasSize(12);
    }
}
