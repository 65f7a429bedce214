package io.aett.reactive.explorer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aett.reactive.StorageUnavailableException;
import io.aett.reactive.testkit.support.Await;
import java.net.URI;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;

class GuardTest extends ExplorerSuite {

    private final WebTestClient writable = client(store, options -> options.readOnly(false));

    private int pausing(Consumer<HttpHeaders> headers) {
        return pausing(MediaType.APPLICATION_JSON, headers);
    }

    private int pausing(MediaType type, Consumer<HttpHeaders> headers) {
        return writable.post()
                .uri("http://shop.example/aett/api/pause")
                .contentType(type)
                .headers(headers)
                .bodyValue("{\"subscription\":\"nobody\"}")
                .exchange()
                .returnResult(Void.class)
                .getStatus()
                .value();
    }

    /** 404 means that the order was taken, and there is no such subscription. */
    @ParameterizedTest
    @CsvSource({
        "same-origin, , 404",
        "same-site, , 403",
        "cross-site, , 403",
        "none, , 403",
        "cross-site, http://shop.example, 403",
        ", http://shop.example, 404",
        ", http://evil.example, 403",
        ", http://shop.example.evil.example, 403",
        ", http://shop.example:81, 403",
        ", null, 403",
        ", not an origin, 403",
        ", , 403"
    })
    void an_order_from_elsewhere_is_refused(String site, String origin, int status) {
        assertThat(pausing(headers -> {
                    headers.set("Host", "shop.example");
                    if (site != null) {
                        headers.set("Sec-Fetch-Site", site);
                    }
                    if (origin != null) {
                        headers.set("Origin", origin);
                    }
                }))
                .isEqualTo(status);
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/x-www-form-urlencoded", "multipart/form-data"})
    void what_a_form_can_send_is_refused(String type) {
        assertThat(pausing(MediaType.parseMediaType(type), headers -> headers.set("Sec-Fetch-Site", "same-origin")))
                .isEqualTo(415);
    }

    @Test
    void another_site_cannot_have_the_store_read() {
        writable.get()
                .uri("/aett/api/streams")
                .header("Sec-Fetch-Site", "cross-site")
                .exchange()
                .expectStatus()
                .isForbidden();
        writable.get()
                .uri("/aett/api/streams")
                .header("Sec-Fetch-Site", "same-origin")
                .exchange()
                .expectStatus()
                .isOk();
        writable.get()
                .uri("/aett/")
                .header("Sec-Fetch-Site", "cross-site")
                .exchange()
                .expectStatus()
                .isOk();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/aett/", "/aett/explorer.js", "/aett/explorer.css", "/aett/api/store", "/aett/api/nothing"})
    void every_answer_says_what_a_browser_may_do_with_it(String uri) {
        HttpHeaders headers =
                writable.get().uri(uri).exchange().returnResult(Void.class).getResponseHeaders();

        assertThat(headers.getFirst("Content-Security-Policy"))
                .contains("default-src 'none'")
                .contains("frame-ancestors 'none'")
                .doesNotContain("unsafe");
        assertThat(headers.getFirst("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(headers.getFirst("Referrer-Policy")).isEqualTo("no-referrer");
        assertThat(headers.getFirst("Cross-Origin-Resource-Policy")).isEqualTo("same-origin");
    }

    @Test
    void the_page_is_below_the_path_and_the_path_itself_leads_there() {
        WebTestClient client = client(store, options -> options.path("/admin/store"));

        client.get().uri("/admin/store").exchange().expectHeader().location("store/");
        client.get()
                .uri("/admin/store/")
                .exchange()
                .expectStatus()
                .isOk()
                .expectHeader()
                .contentType("text/html;charset=UTF-8");
        client.get().uri("/aett/").exchange().expectStatus().isNotFound();
        assertThat(URI.create("http://x/proxied/admin/store").resolve("store/")).hasPath("/proxied/admin/store/");
        assertThatThrownBy(() -> ExplorerOptions.builder().path("/a/{b}")).hasMessageContaining("path");
        assertThatThrownBy(() -> ExplorerOptions.builder().path("/")).hasMessageContaining("path");
    }

    @Test
    void a_browser_that_has_a_file_is_not_sent_it_again() {
        String etag = writable.get()
                .uri("/aett/explorer.js")
                .exchange()
                .returnResult(Void.class)
                .getResponseHeaders()
                .getETag();

        writable.get()
                .uri("/aett/explorer.js")
                .header("If-None-Match", etag)
                .exchange()
                .expectStatus()
                .isNotModified();
    }

    @Test
    void the_figures_of_the_store_are_those_of_its_engine() {
        Bank.account(store, "account-1", 3);

        var figures = get(client(), "store");

        assertThat(figures.get("head").asLong()).isEqualTo(4);
        assertThat(figures.get("readOnly").asBoolean()).isTrue();
        WebTestClient late = client();
        Bank.account(store, "account-2", 1);
        assertThat(get(late, "store").get("engine").get("commits").asLong()).isEqualTo(2);
    }

    @Test
    void a_store_that_is_closed_is_a_problem_with_a_cure() {
        Await.done(store.close());

        assertThat(refused(client(), 500, "store").get("cure").asString()).isNotEmpty();
        assertThat(Problem.of(new StorageUnavailableException("away", null)).status())
                .isEqualTo(503);
        assertThat(Problem.of(new RuntimeException("secret")).json().toString()).doesNotContain("secret");
    }
}
