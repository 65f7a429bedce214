package io.aett.reactive.webflux;

import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.Commit;
import io.aett.reactive.CommitIds;
import io.aett.reactive.testkit.domain.InterposedStore;
import io.aett.reactive.testkit.support.Await;
import io.aett.reactive.webflux.BankServer.Style;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.test.web.reactive.server.WebTestClient.RequestBodySpec;
import org.springframework.test.web.reactive.server.WebTestClient.ResponseSpec;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** The draft of the header Idempotency-Key: a command has its effect once, and each request for it the same answer. */
@ParameterizedClass
@EnumSource(Style.class)
class IdempotencyTest extends ServerSuite {

    @Parameter
    Style style;

    private List<Commit> stored() {
        return Await.all(store.management().getFrom(0));
    }

    private static Mono<ResponseEntity<String>> post(BankServer server, String key) {
        return WebClient.create(server.url())
                .post()
                .uri("/accounts/a/deposits")
                .header("Idempotency-Key", key)
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue("{\"cents\":5}")
                .retrieve()
                .toEntity(String.class);
    }

    private static void isTheAnswer(ResponseEntity<String> answer) {
        assertThat(answer.getStatusCode().value()).isEqualTo(200);
        assertThat(answer.getHeaders().getETag()).isEqualTo("\"1\"");
        assertThat(answer.getHeaders().getFirst("Aett-Checkpoint")).isEqualTo("1");
        assertThat(answer.getBody()).isEqualTo("{\"owner\":\"\",\"cents\":5}");
    }

    private static boolean isReplayed(ResponseEntity<String> answer) {
        return "true".equals(answer.getHeaders().getFirst("Idempotency-Replayed"));
    }

    @Test
    void fifty_requests_at_once_with_one_key_on_two_nodes_have_one_effect_and_one_answer() {
        List<BankServer> nodes = List.of(server(style), server(style));

        List<ResponseEntity<String>> answers =
                Await.all(Flux.range(0, 50).flatMap(n -> post(nodes.get(n % 2), "the-key"), 50));

        assertThat(answers).hasSize(50).allSatisfy(IdempotencyTest::isTheAnswer);
        assertThat(answers).filteredOn(answer -> !isReplayed(answer)).hasSize(1);
        assertThat(stored()).hasSize(1);
    }

    @Test
    void the_answer_stays_that_of_the_first_whatever_came_later() {
        WebTestClient client = server(style).client();
        depositing(client, "a", 5, "first").exchange().expectStatus().isOk();
        depositing(client, "a", 7, "second").exchange().expectHeader().valueEquals("ETag", "\"2\"");

        ResponseEntity<String> again = Await.value(post(server(style), "first"));

        isTheAnswer(again);
        assertThat(isReplayed(again)).isTrue();
    }

    @Test
    void a_repetition_needs_no_revision_any_more() {
        WebTestClient client = server(style).client();
        depositing(client, "a", 5, "k")
                .header("If-None-Match", "*")
                .exchange()
                .expectStatus()
                .isOk();

        for (String match : List.of("\"0\"", "*", "\"4\",\"5\"")) {
            depositing(client, "a", 5, "k")
                    .header("If-Match", match)
                    .exchange()
                    .expectStatus()
                    .isOk()
                    .expectHeader()
                    .valueEquals("Idempotency-Replayed", "true");
        }
    }

    @Test
    void the_same_key_with_another_body_is_a_422_and_changes_nothing() {
        WebTestClient client = server(style).client();
        depositing(client, "a", 5, "k").exchange().expectStatus().isOk();

        isProblem(depositing(client, "a", 6, "k").exchange(), 422, "key-reused");
        assertThat(stored()).hasSize(1);
    }

    @Test
    void the_same_key_and_body_on_another_path_is_a_422_and_in_another_stream_another_command() {
        WebTestClient client = server(style).client();
        depositing(client, "a", 5, "k").exchange().expectStatus().isOk();

        isProblem(
                client.post()
                        .uri("/accounts/a/careful-deposits")
                        .header("Idempotency-Key", "k")
                        .header("If-Match", "*")
                        .contentType(MediaType.APPLICATION_JSON)
                        .bodyValue("{\"cents\":5}")
                        .exchange(),
                422,
                "key-reused");
        isProblem(
                client.post()
                        .uri("/accounts/a/deposits?twice")
                        .header("Idempotency-Key", "k")
                        .contentType(MediaType.APPLICATION_JSON)
                        .bodyValue("{\"cents\":5}")
                        .exchange(),
                422,
                "key-reused");
        depositing(client, "b", 5, "k")
                .exchange()
                .expectStatus()
                .isOk()
                .expectHeader()
                .doesNotExist("Idempotency-Replayed");
    }

    @Test
    void tenants_do_not_share_keys() {
        WebTestClient client = server(style).client();
        depositing(client, "a", 5, "k").exchange().expectStatus().isOk();

        depositing(client, "a", 6, "k")
                .header("Tenant", "other-bank")
                .exchange()
                .expectStatus()
                .isOk()
                .expectHeader()
                .doesNotExist("Idempotency-Replayed");
    }

    @Test
    void the_key_in_quotes_is_the_same_key() {
        WebTestClient client = server(style).client();
        depositing(client, "a", 5, "\"k 1\"").exchange().expectStatus().isOk();
        depositing(client, "a", 5, "k").exchange().expectHeader().doesNotExist("Idempotency-Replayed");

        depositing(client, "a", 5, "\"k\"").exchange().expectHeader().valueEquals("Idempotency-Replayed", "true");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\"\"", "a b", "\"a", "a\"", "\"a\"b\"", "\"a\\b\"", "\u00e4", "tab\tin"})
    void what_is_no_key_is_a_400(String key) {
        isProblem(depositing(server(style).client(), "a", 5, key).exchange(), 400, "invalid-request");
    }

    @Test
    void a_key_that_is_too_long_or_there_twice_is_a_400() {
        WebTestClient client = server(style).client();

        depositing(client, "a", 5, "k".repeat(255)).exchange().expectStatus().isOk();
        isProblem(depositing(client, "a", 5, "k".repeat(256)).exchange(), 400, "invalid-request");
        isProblem(depositing(client, "a", 5, "k").header("Idempotency-Key", "k").exchange(), 400, "invalid-request");
    }

    @Test
    void a_request_that_was_cancelled_when_the_commit_was_sent_has_its_effect_once() {
        Sinks.Empty<Void> gate = Sinks.empty();
        InterposedStore held = InterposedStore.holding(store, gate.asMono());
        BankServer slow = closing(BankServer.start(style, held));
        Disposable request = post(slow, "k").subscribe();
        Await.until(() -> "the commit", () -> !held.attempts().isEmpty());
        request.dispose();
        Await.until(() -> "the cancel", () -> slow.cancelled() == 1);
        gate.tryEmitEmpty();

        isTheAnswer(Await.value(post(slow, "k")));
        assertThat(stored()).hasSize(1);
    }

    @Test
    void an_outcome_that_is_not_known_is_a_503_that_says_how_to_learn_it() {
        WebTestClient client = closing(BankServer.start(style, InterposedStore.losingAnswers(store, 6, false)))
                .client();

        String detail = isProblem(depositing(client, "a", 5, "k").exchange(), 503, "outcome-unknown")
                .get("detail")
                .toString();
        String withoutKey = isProblem(depositing(client, "a", 5).exchange(), 503, "outcome-unknown")
                .get("detail")
                .toString();

        assertThat(detail).contains("repeating the request with the same Idempotency-Key is safe");
        assertThat(withoutKey).contains("may take effect a second time");
        depositing(client, "a", 5, "k")
                .exchange()
                .expectStatus()
                .isOk()
                .expectHeader()
                .valueEquals("ETag", "\"1\"");
    }

    @Test
    void a_lost_answer_of_what_was_stored_is_found_again() {
        BankServer losing = closing(BankServer.start(style, InterposedStore.losingAnswers(store, 1, true)));

        isTheAnswer(Await.value(post(losing, "k")));
        isTheAnswer(Await.value(post(server(style), "k")));
        assertThat(stored()).hasSize(1);
    }

    @Test
    void a_decider_has_its_effect_once_too() {
        WebTestClient client = server(style).client();
        for (int by : List.of(2, 3, 2)) {
            client.post()
                    .uri("/counters/c")
                    .header("Idempotency-Key", "by-" + by)
                    .contentType(MediaType.APPLICATION_JSON)
                    .bodyValue("{\"by\":" + by + "}")
                    .exchange()
                    .expectBody(String.class)
                    .isEqualTo("{\"total\":" + (by == 2 ? 2 : 5) + "}");
        }
        assertThat(stored()).hasSize(2);
    }

    @Test
    void what_was_refused_is_decided_anew() {
        WebTestClient client = server(style).client();

        depositing(client, "a", -1, "k").exchange().expectStatus().is5xxServerError();
        depositing(client, "a", 5, "k").exchange().expectStatus().isOk();
    }

    @Test
    void a_large_body_is_a_413_and_a_form_a_415_only_with_a_key() {
        WebTestClient client = closing(BankServer.start(style, store, options -> options.maxBodyBytes(16)))
                .client();

        isProblem(depositing(client, "a", 1234567890123456789L, "k").exchange(), 413, "body-too-large");
        depositing(client, "a", 1234567890123456789L).exchange().expectStatus().isOk();
        isProblem(
                client.post()
                        .uri("/accounts/a/bonus")
                        .header("Idempotency-Key", "k")
                        .contentType(MediaType.APPLICATION_FORM_URLENCODED)
                        .bodyValue("cents=1")
                        .exchange(),
                415,
                "form-with-key");
    }

    /** Without a Content-Length only reading tells how long it is. */
    @ParameterizedTest
    @CsvSource({"true,11,200", "true,12,413", "false,11,200", "false,12,413"})
    void the_largest_body_is_as_large_as_the_limit_also_in_chunks(boolean chunked, int length, int status) {
        BankServer server = closing(BankServer.start(style, store, options -> options.maxBodyBytes(11)));
        String body = "{\"cents\":5}" + " ".repeat(length - 11);
        Flux<DataBuffer> chunks = Flux.fromStream(body.chars().boxed())
                .map(c -> DefaultDataBufferFactory.sharedInstance.wrap(new byte[] {c.byteValue()}));
        RequestBodySpec request = server.client()
                .post()
                .uri("/accounts/a/deposits")
                .header("Idempotency-Key", "k")
                .contentType(MediaType.APPLICATION_JSON);

        ResponseSpec answer = (chunked ? request.body(chunks, DataBuffer.class) : request.bodyValue(body)).exchange();

        if (status == 200) {
            answer.expectStatus().isOk();
        } else {
            isProblem(answer, 413, "body-too-large");
        }
        assertThat(stored()).hasSize(status == 200 ? 1 : 0);
    }

    /** Part of the stored form: other nodes, and later versions, have to find it. */
    @Test
    void the_commit_of_a_key_has_an_id_of_version_5_and_the_fingerprint_of_its_request() {
        depositing(server(style).client(), "a", 5, "k")
                .exchange()
                .expectStatus()
                .isOk();
        UUID namespace = UUID.fromString("5f2b1c0e-8f5d-4d0a-9d53-0c1d6c9a7e41");
        UUID expected = CommitIds.derived(CommitIds.derived(CommitIds.derived(namespace, BankServer.TENANT), "a"), "k");

        Commit commit = stored().get(0);

        assertThat(commit.commitId())
                .isEqualTo(expected)
                .extracting(UUID::version)
                .isEqualTo(5);
        assertThat(commit.headers().get("RequestFingerprint"))
                .isEqualTo(sha256("POST /accounts/a/deposits?\n{\"cents\":5}"));
    }

    private static String sha256(String text) {
        try {
            return java.util.Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(java.security.MessageDigest.getInstance("SHA-256")
                            .digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
