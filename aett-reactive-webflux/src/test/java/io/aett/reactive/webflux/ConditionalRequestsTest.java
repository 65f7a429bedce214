package io.aett.reactive.webflux;

import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.testkit.support.Await;
import io.aett.reactive.webflux.BankServer.Style;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.test.web.reactive.server.WebTestClient.ResponseSpec;

/** RFC 9110, section 13, on streams. */
@ParameterizedClass
@EnumSource(Style.class)
class ConditionalRequestsTest extends ServerSuite {

    @Parameter
    Style style;

    private ResponseSpec deposit(WebTestClient client, String ifMatch) {
        return depositing(client, "a", 1).header("If-Match", ifMatch).exchange();
    }

    private ResponseSpec open(WebTestClient client, String id) {
        return client.put()
                .uri("/accounts/{id}", id)
                .header("If-None-Match", "*")
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue("{\"owner\":\"Ann\",\"cents\":5}")
                .exchange();
    }

    @Test
    void the_etag_is_the_revision_and_the_next_command_may_expect_it() {
        WebTestClient client = server(style).client();

        open(client, "a").expectStatus().isCreated().expectHeader().valueEquals("ETag", "\"2\"");
        deposit(client, "\"2\"")
                .expectStatus()
                .isOk()
                .expectHeader()
                .valueEquals("ETag", "\"3\"")
                .expectHeader()
                .valueEquals("Aett-Checkpoint", "2")
                .expectHeader()
                .doesNotExist("Idempotency-Replayed");
    }

    @Test
    void a_mismatch_is_a_412_that_says_both_revisions() {
        WebTestClient client = server(style).client();
        open(client, "a").expectStatus().isCreated();

        assertThat(isProblem(deposit(client, "\"1\""), 412, "precondition-failed")
                        .toString())
                .contains("stream=a", "expectedRevision=1", "actualRevision=2", "instance=/accounts/a/deposits");
    }

    @Test
    void what_is_to_be_new_and_is_not_is_a_412() {
        WebTestClient client = server(style).client();
        open(client, "a").expectStatus().isCreated();

        isProblem(open(client, "a"), 412, "precondition-failed");
        open(client, "b").expectStatus().isCreated();
    }

    @Test
    void a_star_matches_what_exists() {
        WebTestClient client = server(style).client();

        isProblem(deposit(client, "*"), 412, "precondition-failed");
        open(client, "a").expectStatus().isCreated();
        deposit(client, "*").expectStatus().isOk();
    }

    @Test
    void one_tag_of_a_list_is_enough() {
        WebTestClient client = server(style).client();
        open(client, "a").expectStatus().isCreated();

        deposit(client, "\"7\", \"2\" ,W/\"3\"").expectStatus().isOk();
        isProblem(deposit(client, "\"1\",\"2\""), 412, "precondition-failed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"W/\"2\"", "\"02\"", "\"two\"", "\"\"", "\"99999999999999999999\"", "\"-2\""})
    void a_tag_that_no_revision_has_never_matches(String tag) {
        WebTestClient client = server(style).client();
        open(client, "a").expectStatus().isCreated();

        isProblem(deposit(client, tag), 412, "precondition-failed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"2", "\"2", "\"2\"\"3\"", "\"2\" \"3\"", "w/\"2\"", "\"2\",*", "\"2\";\"3\""})
    void what_is_no_entity_tag_is_a_400(String value) {
        WebTestClient client = server(style).client();
        open(client, "a").expectStatus().isCreated();

        isProblem(deposit(client, value), 400, "invalid-request");
    }

    @Test
    void an_if_none_match_of_a_tag_and_both_conditions_at_once_are_a_400() {
        WebTestClient client = server(style).client();

        isProblem(depositing(client, "a", 1).header("If-None-Match", "\"1\"").exchange(), 400, "invalid-request");
        isProblem(
                depositing(client, "a", 1)
                        .header("If-None-Match", "*")
                        .header("If-Match", "*")
                        .exchange(),
                400,
                "invalid-request");
    }

    @Test
    void a_read_that_knows_the_revision_is_a_304() {
        WebTestClient client = server(style).client();
        open(client, "a").expectStatus().isCreated();

        client.get()
                .uri("/accounts/a")
                .exchange()
                .expectStatus()
                .isOk()
                .expectHeader()
                .valueEquals("ETag", "\"2\"");
        client.get()
                .uri("/accounts/a")
                .header("If-None-Match", "\"2\"")
                .exchange()
                .expectStatus()
                .isNotModified();
        client.get()
                .uri("/accounts/a")
                .header("If-None-Match", "\"1\"")
                .exchange()
                .expectStatus()
                .isOk();
    }

    /** RFC 9110, 13.1.2: a read compares weakly. */
    @ParameterizedTest
    @ValueSource(strings = {"W/\"2\"", "\"1\", \"2\"", "\"1\",W/\"2\" , \"3\""})
    void a_read_is_a_304_for_a_weak_tag_and_for_one_of_a_list(String known) {
        WebTestClient client = server(style).client();
        open(client, "a").expectStatus().isCreated();

        client.get()
                .uri("/accounts/a")
                .header("If-None-Match", known)
                .exchange()
                .expectStatus()
                .isNotModified()
                .expectHeader()
                .valueEquals("ETag", "\"2\"");
    }

    /** RFC 9110, 5.3: several lines of a header are one list. */
    @Test
    void tags_may_stand_in_several_lines() {
        WebTestClient client = server(style).client();
        open(client, "a").expectStatus().isCreated();

        depositing(client, "a", 1)
                .header("If-Match", "\"7\"", "\"2\"")
                .exchange()
                .expectStatus()
                .isOk();
        isProblem(
                depositing(client, "a", 1).header("If-Match", "\"7\"", "\"2\"").exchange(), 412, "precondition-failed");
        isProblem(depositing(client, "a", 1).header("If-Match", "\"3\"", "*").exchange(), 400, "invalid-request");
    }

    @Test
    void a_decider_expects_as_an_aggregate_does() {
        WebTestClient client = server(style).client();

        for (String match : List.of("\"0\"", "*", "\"2\", \"9\"")) {
            client.post()
                    .uri("/counters/c")
                    .header("If-Match", match)
                    .contentType(MediaType.APPLICATION_JSON)
                    .bodyValue("{\"by\":2}")
                    .exchange()
                    .expectStatus()
                    .isOk();
        }
        client.get()
                .uri("/counters/c")
                .exchange()
                .expectHeader()
                .valueEquals("ETag", "\"3\"")
                .expectBody(String.class)
                .isEqualTo("{\"total\":6}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"If-Match|\"2\"", "If-Match|W/\"1\"", "If-Match|\"0\", \"2\"", "If-None-Match|*"})
    void a_decider_refuses_as_an_aggregate_does(String header, String value) {
        WebTestClient client = server(style).client();
        isProblem(count(client, "If-Match", "*"), 412, "precondition-failed");
        count(client, "If-None-Match", "*").expectStatus().isOk();

        assertThat(isProblem(count(client, header, value), 412, "precondition-failed")
                        .toString())
                .contains("stream=c", "actualRevision=1");
        assertThat(Await.value(store.commits().head(BankServer.TENANT, "c")).headRevision())
                .isEqualTo(1);
    }

    private static ResponseSpec count(WebTestClient client, String header, String value) {
        return client.post()
                .uri("/counters/c")
                .header(header, value)
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue("{\"by\":2}")
                .exchange();
    }

    @Test
    void of_two_commands_that_expect_the_same_one_wins() {
        WebTestClient client = server(style).client();
        WebTestClient other = server(style).client();
        open(client, "a").expectStatus().isCreated();

        deposit(client, "\"2\"").expectStatus().isOk();
        isProblem(deposit(other, "\"2\""), 412, "precondition-failed");
        assertThat(Await.value(store.commits().head(BankServer.TENANT, "a")).headRevision())
                .isEqualTo(3);
    }

    @Test
    void what_needs_a_key_and_a_condition_says_so() {
        WebTestClient client = server(style).client();
        open(client, "a").expectStatus().isCreated();

        isProblem(careful(client, null, "\"2\""), 400, "key-required");
        isProblem(careful(client, "k", null), 428, "condition-required");
        careful(client, "k", "\"2\"")
                .expectStatus()
                .isNoContent()
                .expectHeader()
                .valueEquals("ETag", "\"3\"");
    }

    private static ResponseSpec careful(WebTestClient client, String key, String ifMatch) {
        return client.post()
                .uri("/accounts/a/careful-deposits")
                .headers(headers -> {
                    if (key != null) {
                        headers.set("Idempotency-Key", key);
                    }
                    if (ifMatch != null) {
                        headers.set("If-Match", ifMatch);
                    }
                })
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue("{\"cents\":1}")
                .exchange();
    }
}
