package io.aett.reactive.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.EventStore;
import io.aett.reactive.domain.AggregateRepository;
import io.aett.reactive.spring.EventSubscription;
import io.aett.reactive.spring.shop.Order;
import io.aett.reactive.spring.shop.OrderEvent.OrderPlaced;
import io.aett.reactive.spring.shop.OrderSummary;
import io.aett.reactive.spring.shop.ShopApplication;
import io.aett.reactive.subscription.SubscriptionStatus.State;
import io.aett.reactive.subscription.Subscriptions;
import io.aett.reactive.testkit.support.Await;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.io.DefaultResourceLoader;
import org.springframework.test.web.reactive.server.WebTestClient;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A server with Boot's actuator. */
class ActuatorTest {

    /** Fails as long as it is told to. */
    @EventSubscription("failing")
    static class Failing {

        private final AtomicBoolean fails = new AtomicBoolean(true);

        Mono<Void> on(OrderPlaced event) {
            return fails.get() ? Mono.error(new IllegalStateException("no")) : Mono.empty();
        }
    }

    private static ConfigurableApplicationContext application;
    private static WebTestClient client;

    @BeforeAll
    static void start() {
        SpringApplication server = new SpringApplication(
                new DefaultResourceLoader(Contexts.with(StoreKind.MEMORY)), ShopApplication.class, Failing.class);
        application = server.run(
                "--server.port=0",
                "--aett.tenant=shop",
                "--aett.subscriptions.failing.attempts=1",
                "--aett.subscriptions.order-summary.max-lag=1h",
                "--management.endpoints.web.exposure.include=*",
                "--management.endpoint.health.show-details=always",
                "--management.endpoint.health.group.readiness.include=readinessState,aettStore,aettSubscriptions");
        client = WebTestClient.bindToServer()
                .baseUrl("http://localhost:" + application.getEnvironment().getProperty("local.server.port")
                        + "/actuator")
                .responseTimeout(Await.BOUND)
                .build();
    }

    @AfterAll
    static void stop() {
        application.close();
    }

    private static void place(String id) {
        Await.done(
                application.getBean(AggregateRepository.class).update(Order.class, id, order -> order.place("a book")));
        long head =
                Await.value(application.getBean(EventStore.class).management().head());
        for (String name : new String[] {"order-summary", "failing"}) {
            Await.done(application.getBean(Subscriptions.class).awaitHandled(name, head));
        }
    }

    private static WebTestClient.ResponseSpec post(String path, Map<String, Object> body) {
        return client.post().uri("/aettsubscriptions/" + path).bodyValue(body).exchange();
    }

    private static JsonNode json(WebTestClient.ResponseSpec response) {
        return JsonMapper.shared()
                .readTree(response.expectBody(String.class).returnResult().getResponseBody());
    }

    private static JsonNode get(String path) {
        return json(client.get().uri(path).exchange().expectStatus().isOk());
    }

    private static long parked() {
        return Await.value(application.getBean(Subscriptions.class).status("failing"))
                .parked();
    }

    @Test
    void health_shows_the_store_and_each_subscription() {
        place("health");
        JsonNode components = get("/health").get("components");
        assertThat(components.at("/aettStore/status").asString()).isEqualTo("UP");
        JsonNode subscriptions = components.at("/aettSubscriptions/components");
        assertThat(subscriptions.at("/order-summary/status").asString()).isEqualTo("UP");
        assertThat(subscriptions.at("/order-summary/details/state").asString()).isEqualTo("RUNNING");
        assertThat(subscriptions.at("/failing/details/lastError").asString()).isNotEmpty();
        get("/health/readiness");
    }

    @Test
    void subscriptions_are_read_paused_and_resumed() {
        place("paused");
        assertThat(get("/aettsubscriptions").at("/subscriptions/1/name").asString())
                .isEqualTo("order-summary");
        assertThat(json(post("order-summary/pause", Map.of())).at("/state").asString())
                .isEqualTo("PAUSED");
        assertThat(get("/health/aettSubscriptions/order-summary").at("/status").asString())
                .isEqualTo("UP");
        assertThat(json(post("order-summary/resume", Map.of())).at("/state").asString())
                .isEqualTo("RUNNING");
        assertThat(get("/aettsubscriptions/order-summary").at("/state").asString())
                .isEqualTo("RUNNING");
    }

    @Test
    void what_is_set_aside_is_read_replayed_and_discarded() {
        Failing failing = application.getBean(Failing.class);
        place("again");
        place("gone");
        assertThat(get("/aettsubscriptions/failing/parked").get("parked"))
                .anyMatch(parked -> parked.get("streamId").asString().equals("again")
                        && parked.get("error").asString().equals(IllegalStateException.class.getName()));
        failing.fails.set(false);
        long before = parked();
        post("failing/replay", Map.of("tenantId", "shop", "streamId", "again"))
                .expectStatus()
                .isOk();
        Await.until(() -> "replayed", () -> parked() == before - 1);
        failing.fails.set(true);
        long checkpoint = Await.all(application.getBean(Subscriptions.class).parked("failing")).stream()
                .filter(parked -> parked.streamId().equals("gone"))
                .findFirst()
                .orElseThrow()
                .checkpoint();
        post("failing/discard", Map.of("tenantId", "shop", "streamId", "gone"))
                .expectStatus()
                .isBadRequest();
        post("failing/discard", Map.of("tenantId", "shop", "streamId", "gone", "checkpoint", checkpoint))
                .expectStatus()
                .isOk();
        Await.until(() -> "discarded", () -> parked() == before - 2);
    }

    @Test
    void a_reset_hands_everything_out_again() {
        place("reset");
        int before = application.getBean(OrderSummary.class).placed().size();
        post("order-summary/reset", Map.of()).expectStatus().isBadRequest();
        post("order-summary/reset", Map.of("from", "yesterday")).expectStatus().isBadRequest();
        post("order-summary/reset", Map.of("from", "beginning")).expectStatus().isOk();
        Await.until(
                () -> "again",
                () -> application.getBean(OrderSummary.class).placed().size() > before);
    }

    @Test
    void what_is_not_there_is_not_found_and_what_cannot_be_is_refused() {
        client.get().uri("/aettsubscriptions/none").exchange().expectStatus().isNotFound();
        client.get()
                .uri("/aettsubscriptions/none/parked")
                .exchange()
                .expectStatus()
                .isNotFound();
        client.get()
                .uri("/aettsubscriptions/failing/other")
                .exchange()
                .expectStatus()
                .isNotFound();
        post("failing/explode", Map.of()).expectStatus().isBadRequest();
    }

    @Test
    void one_that_is_stopped_or_late_is_down_and_takes_the_application_out_of_readiness() {
        try (ConfigurableApplicationContext other = new SpringApplication(
                        new DefaultResourceLoader(Contexts.with(StoreKind.MEMORY)), ShopApplication.class)
                .run(
                        "--server.port=0",
                        "--aett.tenant=shop",
                        "--management.endpoint.health.group.readiness.include=readinessState,aettSubscriptions")) {
            Subscriptions subscriptions = other.getBean(Subscriptions.class);
            WebTestClient web = WebTestClient.bindToServer()
                    .baseUrl("http://localhost:" + other.getEnvironment().getProperty("local.server.port"))
                    .responseTimeout(Await.BOUND)
                    .build();
            Await.until(
                    () -> "running",
                    () -> web.get()
                                    .uri("/actuator/health/readiness")
                                    .exchange()
                                    .returnResult(String.class)
                                    .getStatus()
                                    .value()
                            == 200);
            other.getBean(SubscriptionLifecycle.class).stop();
            Await.until(
                    () -> "stopped",
                    () -> Await.value(subscriptions.status("order-summary")).state() == State.STOPPED);
            web.get()
                    .uri("/actuator/health/readiness")
                    .exchange()
                    .expectStatus()
                    .isEqualTo(503);
            assertThat(other.isRunning()).isTrue();
        }
    }
}
