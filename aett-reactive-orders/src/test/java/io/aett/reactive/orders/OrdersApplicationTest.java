package io.aett.reactive.orders;

import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.orders.Order.Status;
import io.aett.reactive.testkit.support.Await;
import io.aett.reactive.testservers.PostgresServer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;
import org.springframework.http.ProblemDetail;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.web.reactive.server.FluxExchangeResult;
import org.springframework.test.web.reactive.server.WebTestClient;
import reactor.test.StepVerifier;

/** The service as it runs, over HTTP, on a real PostgreSQL. */
@SpringBootTest(
        classes = {OrdersApplication.class, OrdersApplicationTest.Time.class},
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
@DirtiesContext // it ends before the server does
class OrdersApplicationTest {

    @DynamicPropertySource
    static void address(DynamicPropertyRegistry registry) {
        PostgresServer.shared().createDatabase("orders");
        registry.add("spring.r2dbc.url", () -> PostgresServer.shared().url("orders"));
    }

    /** Goes as the system's does, and ahead of it once a test moves it. */
    @TestConfiguration
    static class Time {

        @Bean
        @Primary
        MovedClock movedClock() {
            return new MovedClock(new AtomicReference<>(Duration.ZERO));
        }
    }

    static final class MovedClock extends Clock {

        private final AtomicReference<Duration> ahead;

        MovedClock(AtomicReference<Duration> ahead) {
            this.ahead = ahead;
        }

        void move(Duration by) {
            ahead.updateAndGet(before -> before.plus(by));
        }

        @Override
        public Instant instant() {
            return Instant.now().plus(Objects.requireNonNull(ahead.get()));
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    @LocalServerPort
    private int port;

    @Autowired
    private MovedClock clock;

    private WebTestClient client;

    @BeforeEach
    void connect() {
        client = WebTestClient.bindToServer()
                .baseUrl("http://localhost:" + port)
                .responseTimeout(Duration.ofSeconds(30))
                .build();
    }

    private void deliver(String item, int quantity) {
        client.post()
                .uri("/stock/" + item)
                .bodyValue(Map.of("quantity", quantity))
                .exchange()
                .expectStatus()
                .isOk();
    }

    private void place(String order, String item, int quantity) {
        client.put()
                .uri("/orders/" + order)
                .header("If-None-Match", "*")
                .bodyValue(Map.of("item", item, "quantity", quantity))
                .exchange()
                .expectStatus()
                .isCreated()
                .expectHeader()
                .valueEquals("ETag", "\"1\"");
    }

    private WebTestClient.ResponseSpec pay(String order, String key) {
        return client.post()
                .uri("/orders/" + order + "/payment")
                .header("Idempotency-Key", "\"" + key + "\"")
                .header("If-Match", "\"1\"")
                .exchange();
    }

    private Status status(String order) {
        Order.View view = client.get()
                .uri("/orders/" + order)
                .exchange()
                .expectBody(Order.View.class)
                .returnResult()
                .getResponseBody();
        return Objects.requireNonNull(view).status();
    }

    private int left(String item) {
        Stock.View view = client.get()
                .uri("/stock/" + item)
                .exchange()
                .expectBody(Stock.View.class)
                .returnResult()
                .getResponseBody();
        return Objects.requireNonNull(view).left();
    }

    private void until(String what, BooleanSupplier holds) {
        Await.until(() -> what, holds);
    }

    @Test
    void what_is_paid_is_sold_once_however_often_it_is_said() {
        deliver("apples", 10);
        place("paid", "apples", 3);
        String checkpoint = Objects.requireNonNull(pay("paid", "key-1")
                .expectStatus()
                .isOk()
                .expectBody()
                .returnResult()
                .getResponseHeaders()
                .getFirst("Aett-Checkpoint"));

        pay("paid", "key-1").expectStatus().isOk().expectHeader().valueEquals("Idempotency-Replayed", "true");

        List<Sales.Row> sales = client.get()
                .uri("/sales")
                .header("Aett-At-Least", checkpoint)
                .exchange()
                .expectStatus()
                .isOk()
                .expectBodyList(Sales.Row.class)
                .returnResult()
                .getResponseBody();
        assertThat(sales).contains(new Sales.Row("apples", 3));
        until("apples are reserved", () -> left("apples") == 7);
    }

    @Test
    void an_order_that_nobody_pays_is_cancelled_and_put_back() {
        deliver("pears", 5);
        place("unpaid", "pears", 5);
        until("pears are reserved", () -> left("pears") == 0);

        clock.move(Fulfilment.PATIENCE.plusSeconds(1));

        until("the order is cancelled", () -> status("unpaid") == Status.CANCELLED);
        until("the pears are back", () -> left("pears") == 5);
        pay("unpaid", "too-late").expectStatus().isEqualTo(412);
    }

    @Test
    void an_order_of_more_than_there_is_is_cancelled() {
        deliver("plums", 1);
        place("greedy", "plums", 2);

        until("the order is cancelled", () -> status("greedy") == Status.CANCELLED);
        assertThat(left("plums")).isEqualTo(1);
    }

    @Test
    void what_is_against_the_rules_is_refused_with_the_reason() {
        ProblemDetail problem = client.put()
                .uri("/orders/none")
                .bodyValue(Map.of("item", "apples", "quantity", 0))
                .exchange()
                .expectStatus()
                .isEqualTo(422)
                .expectBody(ProblemDetail.class)
                .returnResult()
                .getResponseBody();

        assertThat(Objects.requireNonNull(problem).getDetail()).isEqualTo("an order is for at least one");
        client.get().uri("/orders/nobody").exchange().expectStatus().isNotFound();
    }

    @Test
    void what_happens_to_orders_can_be_followed() {
        place("followed", "cherries", 1);

        FluxExchangeResult<String> feed =
                client.get().uri("/events").exchange().expectStatus().isOk().returnResult(String.class);
        StepVerifier.create(feed.getResponseBody().filter(event -> event.contains("order-followed")))
                .expectNextMatches(event -> event.contains("cherries"))
                .thenCancel()
                .verify(Duration.ofSeconds(30));
    }

    /** Its subscriptions begin a moment after the server. */
    @Test
    void it_says_how_it_is() {
        until("it is up", () -> statusOf("/actuator/health") == 200);
    }

    private int statusOf(String path) {
        return client.get()
                .uri(path)
                .exchange()
                .returnResult(Void.class)
                .getStatus()
                .value();
    }

    @Test
    void it_is_measured() {
        deliver("figs", 1);

        for (String meter : List.of("aett.commits", "aett.update")) {
            String measured = client.get()
                    .uri("/actuator/metrics/" + meter)
                    .exchange()
                    .expectStatus()
                    .isOk()
                    .expectBody(String.class)
                    .returnResult()
                    .getResponseBody();
            assertThat(measured).containsPattern("\"COUNT\",\"value\":[1-9]");
        }
        for (String subscription : List.of("fulfilment", "commands", Sales.NAME)) {
            until(
                    subscription + " is measured",
                    () -> statusOf("/actuator/metrics/aett.subscription.lag?tag=subscription:" + subscription) == 200);
        }
    }
}
