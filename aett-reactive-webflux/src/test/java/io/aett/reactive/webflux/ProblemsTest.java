package io.aett.reactive.webflux;

import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.EventStore;
import io.aett.reactive.StorageUnavailableException;
import io.aett.reactive.memory.HeldMemory;
import io.aett.reactive.memory.MemoryOptions;
import io.aett.reactive.subscription.Subscription;
import io.aett.reactive.subscription.Subscriptions;
import io.aett.reactive.testkit.domain.InterposedStore;
import io.aett.reactive.testkit.support.Await;
import io.aett.reactive.webflux.Bank.Account;
import io.aett.reactive.webflux.Bank.State;
import io.aett.reactive.webflux.BankServer.Style;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.test.web.reactive.server.WebTestClient.ResponseSpec;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.util.retry.Retry;

/** RFC 9457, and reads of one's own writes. */
@ParameterizedClass
@EnumSource(Style.class)
class ProblemsTest extends ServerSuite {

    @Parameter
    Style style;

    private static ResponseSpec summary(WebTestClient client, String atLeast) {
        return client.get().uri("/summary").header("Aett-At-Least", atLeast).exchange();
    }

    @Test
    void a_race_that_is_lost_each_time_is_a_409_that_says_both_revisions() {
        // A random id may wait for the system's random numbers, which no event loop may.
        AtomicLong winners = new AtomicLong();
        InterposedStore losing = InterposedStore.losingRaces(
                store,
                commit -> commit.toBuilder()
                        .commitId(new UUID(1, winners.incrementAndGet()))
                        .build());
        WebTestClient client = closing(BankServer.start(style, losing)).client();

        Map<?, ?> problem = isProblem(depositing(client, "a", 5).exchange(), 409, "lost-race");

        assertThat(problem.get("stream")).isEqualTo("a");
        assertThat(problem.get("expectedRevision")).isEqualTo(2);
        assertThat(problem.get("actualRevision")).isEqualTo(3);
    }

    @Test
    void a_stream_that_was_never_written_is_a_404() {
        WebTestClient client = server(style).client();

        assertThat(isProblem(client.get().uri("/accounts/none").exchange(), 404, "stream-not-found")
                        .get("stream"))
                .isEqualTo("none");
        isProblem(client.get().uri("/counters/none").exchange(), 404, "stream-not-found");
    }

    /** RFC 9457, 3: whoever does not know the form has the status, and may look into it all the same. */
    @ParameterizedTest
    @ValueSource(strings = {"application/json", "text/html", "application/xml;q=0.1, */*;q=0.0", "text/event-stream"})
    void a_problem_has_its_own_form_whatever_the_client_accepts(String accept) {
        Map<?, ?> problem = isProblem(
                server(style)
                        .client()
                        .get()
                        .uri("/accounts/none")
                        .header("Accept", accept)
                        .exchange(),
                404,
                "stream-not-found");

        assertThat(problem.get("instance")).isEqualTo("/accounts/none");
    }

    @ParameterizedTest
    @ValueSource(strings = {"%01", "a%0Ab", "%7F"})
    void an_id_that_cannot_be_is_a_400(String id) {
        WebTestClient client = server(style).client();
        for (String path : new String[] {"/accounts/", "/counters/"}) {
            isProblem(client.get().uri(URI.create(serverUrl() + path + id)).exchange(), 400, "invalid-request");
        }
        isProblem(depositing(client, "x".repeat(401), 1).exchange(), 400, "invalid-request");
    }

    /** RFC 3986, 4.2. */
    @Test
    void the_path_of_a_problem_names_no_other_server() {
        assertThat(Refusals.instance("/accounts/a%2F")).hasToString("/accounts/a%2F");
        for (String path : new String[] {"//", "///", "//evil.example/a", "//[", "//:80"}) {
            assertThat(Refusals.instance(path.replace("[", "%5B"))).hasNoHost().hasPath("/." + path);
        }
    }

    private String serverUrl() {
        return server(style).url();
    }

    @Test
    void a_tenant_that_is_missing_or_cannot_be_is_a_400() {
        WebTestClient client = server(style).client();

        isProblem(client.get().uri("/accounts/a").header("Tenant", "").exchange(), 400, "no-tenant");
        isProblem(client.get().uri("/accounts/a").header("Tenant", "a", "b").exchange(), 400, "no-tenant");
        isProblem(
                client.get()
                        .uri("/accounts/a")
                        .header("Tenant", "t".repeat(401))
                        .exchange(),
                400,
                "invalid-request");
    }

    @Test
    void a_store_that_is_not_available_is_a_503_that_says_when_to_come_back() {
        InterposedStore away = InterposedStore.losingRaces(store, commit -> {
            throw new StorageUnavailableException("the database at secret.example does not answer");
        });

        ResponseSpec answer = depositing(closing(BankServer.start(style, away)).client(), "a", 5)
                .exchange();

        answer.expectHeader().valueEquals("Retry-After", "1");
        assertThat(isProblem(answer, 503, "unavailable").toString()).doesNotContain("secret");
    }

    @Test
    void a_queue_that_is_full_is_a_503_and_what_waits_in_it_is_stored() {
        Sinks.Empty<Void> gate = Sinks.empty();
        HeldMemory held = HeldMemory.on(store, gate.asMono());
        EventStore full = held.store(
                store,
                MemoryOptions.builder()
                        .topicMap(Bank.TOPICS)
                        .maxQueuedCommits(1)
                        .build());
        BankServer server = closing(BankServer.start(style, full));
        CompletableFuture<State> first = server.bank()
                .accounts(BankServer.TENANT)
                .update(Account.class, "a", account -> account.deposit(1))
                .map(Account::state)
                .toFuture();
        Await.until(() -> "an append", () -> held.appends().get() == 1);

        ResponseSpec refused = depositing(server.client(), "b", 2).exchange();
        refused.expectHeader().valueEquals("Retry-After", "1");
        isProblem(refused, 503, "unavailable");
        gate.tryEmitEmpty();

        assertThat(Await.value(Mono.fromFuture(first)).cents()).isEqualTo(1);
        depositing(server.client(), "b", 2)
                .exchange()
                .expectStatus()
                .isOk()
                .expectHeader()
                .valueEquals("ETag", "\"1\"");
    }

    @Test
    void a_read_waits_until_the_subscription_has_handled_the_checkpoint() {
        BankServer server = server(style);
        Await.done(server.bank().accounts(BankServer.TENANT).update(Account.class, "a", account -> account.deposit(1)));
        Disposable run = Subscription.builder("summary", store)
                .onCommit(commit -> Mono.delay(Duration.ofMillis(50)))
                .build()
                .run()
                .subscribe();
        try {
            Await.done(
                    Subscriptions.of(store).status("summary").retryWhen(Retry.fixedDelay(1000, Duration.ofMillis(5))));

            summary(server.client(), "1").expectStatus().isOk();

            assertThat(Await.value(Subscriptions.of(store).status("summary")).checkpoint())
                    .isEqualTo(1);
        } finally {
            run.dispose();
        }
    }

    @Test
    void a_read_that_would_wait_too_long_is_a_503_that_says_when_to_come_back() {
        WebTestClient client = closing(BankServer.start(
                        style,
                        store,
                        options -> options.waitAtMost(Duration.ofMillis(50)).retryAfter(Duration.ofSeconds(7))))
                .client();
        isProblem(summary(client, "1"), 503, "not-caught-up");
        Disposable run = Subscription.builder("summary", store)
                .onCommit(commit -> Mono.empty())
                .build()
                .run()
                .subscribe();
        try {
            ResponseSpec answer = summary(client, "5");
            answer.expectHeader().valueEquals("Retry-After", "7");
            isProblem(answer, 503, "not-caught-up");
        } finally {
            run.dispose();
        }
    }

    @Test
    void a_read_without_the_header_does_not_wait() {
        server(style).client().get().uri("/summary").exchange().expectStatus().isOk();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "one", "1,2", "9223372036854775808"})
    void what_is_no_checkpoint_is_a_400(String value) {
        isProblem(summary(server(style).client(), value), 400, "invalid-request");
    }

    @Test
    void errors_of_others_are_not_touched() {
        server(style).client().get().uri("/nowhere").exchange().expectStatus().isNotFound();
        depositing(server(style).client(), "a", -1).exchange().expectStatus().isEqualTo(500);
    }
}
