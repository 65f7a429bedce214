package io.aett.reactive.explorer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.EntityExchangeResult;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.web.reactive.function.BodyInserters;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Whatever it is asked: an answer, or a refusal that says why, and nothing unexpected. */
class InputTest extends ExplorerSuite {

    private final WebTestClient writable = client(store, options -> options.readOnly(false));

    static List<String> hostile() {
        return List.of(
                "",
                " ",
                "\u0000",
                "\r\nSet-Cookie: a=b",
                "../../etc/passwd",
                "<script>alert(1)</script>",
                "'; DROP TABLE commits; --",
                "${jndi:ldap://localhost/a}",
                "%00",
                "%s%n",
                "\ud83d\ude00",
                "\u202e\u200b",
                "-1",
                "0",
                "1.5",
                "1e3",
                "0x10",
                "\u0663",
                "NaN",
                "9223372036854775807",
                "9223372036854775808",
                "-9223372036854775808",
                "null",
                "[]",
                "x".repeat(401),
                "x".repeat(10_000));
    }

    /** A refusal is one of those that are expected, and none of it is markup to a browser. */
    private static void answers(EntityExchangeResult<byte[]> result, String what) {
        int status = result.getStatus().value();
        byte[] body = result.getResponseBody();
        assertThat(status).as(what).isIn(200, 400, 403, 404, 413, 415, 422, 500);
        assertThat(result.getResponseHeaders().getFirst("X-Content-Type-Options"))
                .isEqualTo("nosniff");
        assertThat(result.getResponseHeaders().get("Set-Cookie")).isNull();
        if (status != 200) {
            JsonNode problem = JsonMapper.shared().readTree(body);
            assertThat(problem.get("title").asString())
                    .as(what + " " + problem)
                    .isNotEqualTo("Something unexpected went wrong");
            assertThat(problem.get("cause").asString()).as(what).isNotEmpty();
            assertThat(result.getResponseHeaders().getContentType()).isEqualTo(MediaType.APPLICATION_PROBLEM_JSON);
        }
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void every_parameter_is_answered(String value) {
        Bank.account(store, "account-1", 3);
        for (String query : List.of(
                "streams?tenant={a}",
                "streams?search={a}",
                "streams?before={a}",
                "stream?tenant={a}&stream=account-1",
                "stream?tenant=my-bank&stream={a}",
                "stream?tenant=my-bank&stream=account-1&before={a}",
                "stream?tenant=my-bank&stream=account-1&size={a}",
                "commit?checkpoint={a}",
                "state?tenant={a}&stream=account-1",
                "state?tenant=my-bank&stream={a}",
                "state?tenant=my-bank&stream=account-1&revision={a}",
                "parked?subscription={a}",
                "parked?subscription=s&skip={a}",
                "{a}")) {
            answers(
                    writable.get()
                            .uri("/aett/api/" + query, value)
                            .exchange()
                            .expectBody()
                            .returnResult(),
                    query + " with " + value);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "x",
                "-5",
                "1.5",
                "9223372036854775807",
                "9223372036854775808",
                "999999999999999999999",
                "\u0661"
            })
    void a_feed_begins_whatever_the_client_says_it_has_seen(String last) {
        byte[] first = writable.get()
                .uri("/aett/api/feed?tenant={t}&search={s}", last, last)
                .header("Last-Event-ID", last)
                .exchange()
                .expectStatus()
                .isOk()
                .returnResult(byte[].class)
                .getResponseBody()
                .blockFirst();

        assertThat(first).isNotNull();
    }

    static List<String> orders() {
        return List.of(
                "",
                " ",
                "null",
                "[]",
                "7",
                "\"text\"",
                "{",
                "{}",
                "{\"subscription\":null}",
                "{\"subscription\":7,\"checkpoint\":7,\"to\":7}",
                "{\"subscription\":[],\"checkpoint\":{},\"to\":[]}",
                "{\"subscription\":\"\",\"checkpoint\":\"\",\"to\":\"\"}",
                "{\"subscription\":\"" + "x".repeat(201) + "\",\"checkpoint\":\"1\",\"to\":\"end\"}",
                "{\"subscription\":\"\\u0000\",\"checkpoint\":\"1\",\"to\":\"end\"}",
                "{\"subscription\":\"\\ud800\",\"checkpoint\":\"1\",\"to\":\"end\"}",
                "{\"subscription\":\"s\",\"checkpoint\":\"-1\",\"to\":\"-1\"}",
                "{\"subscription\":\"s\",\"checkpoint\":\"9223372036854775808\",\"to\":\"9223372036854775808\"}",
                "{\"subscription\":\"s\",\"checkpoint\":\"9223372036854775807\",\"to\":\"9223372036854775807\"}",
                "[".repeat(100_000),
                "{\"a\":".repeat(100_000),
                "{\"subscription\":" + "9".repeat(100_000) + "}",
                "{\"subscription\":1e1000000000}",
                "{\"subscription\":\"" + "x".repeat(1 << 20) + "\"}");
    }

    @ParameterizedTest
    @MethodSource("orders")
    void every_order_is_answered(String order) {
        for (String what : List.of("pause", "resume", "reset", "replay", "discard")) {
            answers(
                    posting(writable, what, order).exchange().expectBody().returnResult(),
                    what + " with " + order.substring(0, Math.min(100, order.length())));
        }
    }

    @Test
    void an_order_of_any_bytes_and_of_any_type_is_answered() {
        for (byte[] body :
                List.of(new byte[] {(byte) 0xFF, (byte) 0xFE}, new byte[] {0}, "{\"a\":\"\u00e9\"}".getBytes(UTF_8))) {
            for (String type : List.of(
                    "application/json",
                    "application/json;charset=UTF-16",
                    "application/json;charset=none",
                    "application/json;charset=\"",
                    "APPLICATION/JSON",
                    "json",
                    "*/*",
                    "a/b/c")) {
                answers(
                        writable.post()
                                .uri("/aett/api/pause")
                                .header("Content-Type", type)
                                .header("Sec-Fetch-Site", "same-origin")
                                .body(BodyInserters.fromDataBuffers(
                                        Mono.just(DefaultDataBufferFactory.sharedInstance.wrap(body))))
                                .exchange()
                                .expectBody()
                                .returnResult(),
                        type);
            }
        }
    }
}
