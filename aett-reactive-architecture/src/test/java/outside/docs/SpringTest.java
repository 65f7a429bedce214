package outside.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aett.reactive.ConflictingCommitException;
import io.aett.reactive.EventStore;
import io.aett.reactive.StorageException;
import io.aett.reactive.domain.AggregateRepository;
import io.aett.reactive.domain.DefaultAggregateRepository;
import io.aett.reactive.webflux.AettWebFlux;
import io.aett.reactive.webflux.TenantResolver;
import java.time.Duration;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.MediaType;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.test.web.reactive.server.WebTestClient;
import outside.docs.SpringExample.AccountController;
import outside.docs.SpringExample.StoreConfiguration;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The code of the guide to Spring WebFlux, at work. */
class SpringTest {

    private static final Duration BOUND = Duration.ofSeconds(30);

    private final AnnotationConfigApplicationContext context =
            new AnnotationConfigApplicationContext(StoreConfiguration.class);
    private final EventStore store = context.getBean(EventStore.class);
    private final AggregateRepository accounts = context.getBean(AggregateRepository.class);

    private static WebTestClient client(AggregateRepository accounts, EventStore store) {
        AettWebFlux kit = AettWebFlux.create(store, TenantResolver.always("my-bank"));
        return WebTestClient.bindToController(new AccountController(accounts))
                .argumentResolvers(kit::configureArgumentResolvers)
                .webFilter(kit)
                .configureClient()
                .responseTimeout(BOUND)
                .build();
    }

    private static WebTestClient.ResponseSpec deposit(WebTestClient client, long cents) {
        return deposit(client, UUID.randomUUID(), cents);
    }

    private static WebTestClient.ResponseSpec deposit(WebTestClient client, UUID key, long cents) {
        return client.post()
                .uri("/accounts/a/deposits")
                .header("Idempotency-Key", key.toString())
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue("{\"cents\":" + cents + "}")
                .exchange();
    }

    private static ServerSentEvent<String> event(WebTestClient client, String lastId) {
        Flux<ServerSentEvent<String>> events = client.get()
                .uri("/events")
                .header("Last-Event-ID", lastId)
                .accept(MediaType.TEXT_EVENT_STREAM)
                .exchange()
                .expectStatus()
                .isOk()
                .returnResult(new ParameterizedTypeReference<ServerSentEvent<String>>() {})
                .getResponseBody();
        return Objects.requireNonNull(
                events.filter(event -> event.data() != null).blockFirst(BOUND));
    }

    @Test
    void a_command_comes_by_post_and_events_go_out_live_from_where_the_reader_was() {
        WebTestClient client = client(accounts, store);

        deposit(client, 5).expectStatus().isOk().expectBody(String.class).isEqualTo("{\"owner\":\"\",\"cents\":5}");
        deposit(client, 7).expectStatus().isOk().expectBody(String.class).isEqualTo("{\"owner\":\"\",\"cents\":12}");

        assertThat(event(client, "0").id()).isEqualTo("1");
        assertThat(event(client, "1").data()).contains("\"stream\":\"a\",\"revision\":2");
    }

    @Test
    void a_request_that_is_sent_again_has_its_effect_once() {
        WebTestClient client = client(accounts, store);
        UUID key = UUID.randomUUID();

        deposit(client, key, 5).expectStatus().isOk();
        deposit(client, key, 5)
                .expectStatus()
                .isOk()
                .expectBody(String.class)
                .isEqualTo("{\"owner\":\"\",\"cents\":5}");

        assertThat(Objects.requireNonNull(store.management().head().block(BOUND)))
                .isEqualTo(1);
    }

    @Test
    void the_feed_shows_this_tenant_and_no_other() {
        AggregateRepository others = DefaultAggregateRepository.create("other-bank", store);
        others.update(BankExample.Account.class, "theirs", account -> account.deposit(9))
                .block(BOUND);
        WebTestClient client = client(accounts, store);
        deposit(client, 5).expectStatus().isOk();

        assertThat(event(client, "0").data()).contains("\"stream\":\"a\",\"revision\":1");
    }

    @Test
    void a_conflict_is_a_409() {
        AggregateRepository losing = DefaultAggregateRepository.builder("my-bank", store)
                .aggregateFactory((type, id) -> {
                    throw new ConflictingCommitException("my-bank", id, 1, 1, 1);
                })
                .build();

        deposit(client(losing, store), 5).expectStatus().isEqualTo(409);
    }

    @Test
    void router_functions_do_the_same() {
        WebTestClient client = WebTestClient.bindToRouterFunction(SpringExample.routes(accounts))
                .webFilter(context.getBean(AettWebFlux.class))
                .configureClient()
                .responseTimeout(BOUND)
                .build();

        deposit(client, 5).expectStatus().isOk().expectHeader().valueEquals("ETag", "\"1\"");
        assertThat(event(client, "0").id()).isEqualTo("1");
    }

    @Test
    void spring_closes_the_store_and_waits_for_it() {
        context.close();

        assertThatThrownBy(() -> Mono.from(store.commits().head("t", "s")).block(BOUND))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("closed");
    }
}
