package shop;

import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.testservers.PostgresServer;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.web.reactive.server.WebTestClient;

/** The program of the five minutes. */
@SpringBootTest(classes = Shop.class, webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
@DirtiesContext // it ends before the server does
class ShopTest {

    @DynamicPropertySource
    static void address(DynamicPropertyRegistry registry) {
        PostgresServer.shared().createDatabase("five_minutes");
        registry.add("spring.r2dbc.url", () -> PostgresServer.shared().url("five_minutes"));
    }

    @LocalServerPort
    private int port;

    private WebTestClient client;

    @BeforeEach
    void connect() {
        client = WebTestClient.bindToServer()
                .baseUrl("http://localhost:" + port)
                .responseTimeout(Duration.ofSeconds(30))
                .build();
    }

    private WebTestClient.ResponseSpec add(String key) {
        return client.post()
                .uri("/carts/1/items")
                .header("Idempotency-Key", "\"" + key + "\"")
                .bodyValue(Map.of("item", "apple", "quantity", 3))
                .exchange();
    }

    @Test
    void what_is_said_twice_under_one_key_is_done_once() {
        add("a").expectStatus().isOk().expectHeader().valueEquals("ETag", "\"1\"");
        add("a").expectStatus().isOk().expectHeader().valueEquals("Idempotency-Replayed", "true");

        assertThat(client.get()
                        .uri("/carts/1")
                        .exchange()
                        .expectHeader()
                        .valueEquals("ETag", "\"1\"")
                        .expectBody(String.class)
                        .returnResult()
                        .getResponseBody())
                .isEqualTo("{\"apple\":3}");
    }
}
