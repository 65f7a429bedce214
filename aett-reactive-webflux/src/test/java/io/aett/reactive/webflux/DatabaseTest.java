package io.aett.reactive.webflux;

import static io.aett.reactive.webflux.BankServer.Style.ANNOTATED;
import static io.aett.reactive.webflux.BankServer.Style.FUNCTIONAL;
import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.Commit;
import io.aett.reactive.EventStore;
import io.aett.reactive.postgres.PostgresEventStore;
import io.aett.reactive.postgres.PostgresOptions;
import io.aett.reactive.testkit.always.AlwaysOn;
import io.aett.reactive.testkit.support.Await;
import io.aett.reactive.testservers.PostgresServer;
import io.r2dbc.postgresql.PostgresqlConnectionConfiguration;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.Exceptions;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Two nodes on one PostgreSQL, which is killed with {@code -9} while requests are under way. */
@ExtendWith(AlwaysOn.class)
class DatabaseTest {

    private static final int CLIENTS = 8;

    /*
     * The driver takes leave of a connection that did not come about, without a callback; a server that was killed just then is not
     * there to hear it.
     */
    static {
        AlwaysOn.allowDropped(error -> Exceptions.isErrorCallbackNotImplemented(error)
                && error.getCause() instanceof IOException
                && isWithin("io.r2dbc.postgresql.PostgresqlConnectionFactory"));
    }

    private static boolean isWithin(String className) {
        return StackWalker.getInstance()
                .walk(frames -> frames.anyMatch(frame -> frame.getClassName().equals(className)));
    }

    private final PostgresServer database = PostgresServer.startOwn();
    private final EventStore one = store();
    private final EventStore two = store();
    private final List<BankServer> nodes = List.of(BankServer.start(ANNOTATED, one), BankServer.start(FUNCTIONAL, two));
    private final WebClient http = WebClient.create();
    private final AtomicInteger done = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();
    private final AtomicBoolean over = new AtomicBoolean();

    private EventStore store() {
        return PostgresEventStore.create(
                PostgresqlConnectionConfiguration.builder()
                        .host(database.host())
                        .port(database.port())
                        .username(database.user())
                        .password(database.password())
                        .database(database.database())
                        .build(),
                PostgresOptions.builder().topicMap(Bank.TOPICS).build());
    }

    @BeforeEach
    void initialize() {
        Await.done(one.management().initialize());
    }

    @AfterEach
    void close() {
        nodes.forEach(BankServer::close);
        Await.done(one.close().then(two.close()));
        database.close();
    }

    private Mono<ResponseEntity<String>> post(int node, int client, long command) {
        return http.post()
                .uri(nodes.get(node).url() + "/accounts/a{client}/deposits", client)
                .header("Idempotency-Key", "key-" + command)
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue("{\"cents\":1}")
                .exchangeToMono(response -> response.toEntity(String.class));
    }

    /** As a client does: again with the same key, on the other node, as long as the answer is a 503. */
    private Mono<Long> untilDone(int client, long command) {
        AtomicInteger node = new AtomicInteger(client);
        return Mono.defer(() -> post(node.getAndIncrement() % 2, client, command))
                .filter(answer -> isDone(answer, command))
                .repeatWhenEmpty(looks -> looks.delayElements(Duration.ofMillis(20)))
                .thenReturn(command)
                .doOnNext(next -> done.incrementAndGet());
    }

    private boolean isDone(ResponseEntity<String> answer, long command) {
        if (answer.getStatusCode().value() == 503) {
            assertThat(answer.getHeaders().getFirst("Retry-After")).isEqualTo("1");
            assertThat(answer.getBody())
                    .containsAnyOf("urn:aett:problem:unavailable", "the same Idempotency-Key is safe");
            refused.incrementAndGet();
            return false;
        }
        assertThat(answer.getStatusCode().value()).as(answer.getBody()).isEqualTo(200);
        assertThat(answer.getHeaders().getETag()).isEqualTo(ETags.of(command));
        assertThat(answer.getBody()).isEqualTo("{\"owner\":\"\",\"cents\":" + command + "}");
        return true;
    }

    /** One command after the other, each to an account of the client's own, so that a command's revision is its number. */
    private Mono<Long> client(int client) {
        return Flux.range(1, Integer.MAX_VALUE)
                .takeUntil(command -> over.get())
                .concatMap(command -> untilDone(client, command), 1)
                .last();
    }

    /** At least twice, and until a request was under way at that moment. */
    private void killRepeatedly() {
        try {
            for (int kills = 0; kills < 2 || refused.get() == 0; kills++) {
                int before = done.get();
                Await.until(() -> "commands after " + before, () -> done.get() >= before + 20);
                database.kill();
                database.start();
            }
            int before = done.get();
            Await.until(() -> "commands after the last start", () -> done.get() >= before + 20);
        } finally {
            over.set(true);
        }
    }

    @Test
    void each_command_has_its_effect_once_although_the_database_is_killed_in_mid_request() {
        CompletableFuture<List<Long>> clients = Flux.range(0, CLIENTS)
                .flatMapSequential(this::client)
                .collectList()
                .toFuture();
        killRepeatedly();
        List<Long> commands = Await.value(Mono.fromFuture(clients));

        List<Commit> stored = Await.all(one.management().getFrom(0));
        assertThat(stored).hasSize(done.get()).hasSize((int)
                commands.stream().mapToLong(Long::longValue).sum());
        for (int client = 0; client < CLIENTS; client++) {
            int node = client % 2;
            int account = client;
            List<ResponseEntity<String>> again =
                    Await.all(Flux.range(1, commands.get(client).intValue())
                            .concatMap(command -> post(node, account, command)
                                    .doOnNext(answer ->
                                            assertThat(isDone(answer, command)).isTrue())));
            assertThat(again)
                    .allSatisfy(answer -> assertThat(answer.getHeaders().getFirst("Idempotency-Replayed"))
                            .isEqualTo("true"));
        }
    }
}
