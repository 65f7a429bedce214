package outside.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.EventStore;
import io.aett.reactive.domain.AggregateRepository;
import io.aett.reactive.domain.DefaultAggregateRepository;
import io.aett.reactive.testkit.domain.InterposedStore;
import io.aett.reactive.webflux.AettWebFlux;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.test.web.reactive.server.HttpHandlerConnector;
import org.springframework.web.reactive.config.EnableWebFlux;
import org.springframework.web.reactive.function.client.ExchangeFilterFunction;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.client.WebClientRequestException;
import org.springframework.web.server.adapter.WebHttpHandlerBuilder;
import outside.docs.BankExample.Account;
import outside.docs.SpringExample.AccountController;
import outside.docs.SpringExample.StoreConfiguration;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The client of the guide to HTTP, at work. */
class HttpTest {

    @EnableWebFlux
    @Configuration(proxyBeanMethods = false)
    static class WebFlux {}

    private final AnnotationConfigApplicationContext context =
            new AnnotationConfigApplicationContext(StoreConfiguration.class);
    private final EventStore store = context.getBean(EventStore.class);
    private final AggregateRepository accounts = context.getBean(AggregateRepository.class);

    @AfterEach
    void close() {
        context.close();
    }

    private WebClient bank(AggregateRepository repository) {
        AnnotationConfigApplicationContext web = new AnnotationConfigApplicationContext();
        web.register(WebFlux.class);
        web.registerBean(AettWebFlux.class, () -> context.getBean(AettWebFlux.class));
        web.registerBean(AccountController.class, () -> new AccountController(repository));
        web.refresh();
        HttpHandler server = WebHttpHandlerBuilder.applicationContext(web).build();
        return WebClient.builder()
                .clientConnector(new HttpHandlerConnector(server))
                .build();
    }

    private static <T> T wait(Mono<T> result) {
        return Objects.requireNonNull(result.block(Duration.ofSeconds(60)));
    }

    /** The network takes away so many answers; the server has done its work. */
    private static ExchangeFilterFunction losing(int answers) {
        AtomicInteger left = new AtomicInteger(answers);
        return (request, next) -> next.exchange(request)
                .flatMap(answer -> left.getAndDecrement() <= 0
                        ? Mono.just(answer)
                        : answer.releaseBody()
                                .then(Mono.error(new WebClientRequestException(
                                        new IOException("the answer was lost"),
                                        request.method(),
                                        request.url(),
                                        request.headers()))));
    }

    @Test
    void a_deposit_whose_answers_are_lost_is_made_once() {
        WebClient bank = bank(accounts).mutate().filter(losing(2)).build();

        assertThat(wait(HttpExample.deposit(bank, "a", 5)).cents()).isEqualTo(5);
        assertThat(wait(store.management().getFrom(0).count())).isEqualTo(1);
    }

    @Test
    void a_deposit_that_the_database_did_not_answer_is_made_in_the_end() {
        EventStore away = InterposedStore.losingAnswers(store, 12, false);
        WebClient bank = bank(DefaultAggregateRepository.create("my-bank", away));

        assertThat(wait(HttpExample.deposit(bank, "a", 5)).cents()).isEqualTo(5);
    }

    @Test
    void what_is_decided_on_an_old_state_is_decided_again() {
        WebClient bank = bank(accounts);
        wait(accounts.update(Account.class, "a", account -> account.deposit(1)));

        wait(Flux.range(0, 3).flatMap(n -> HttpExample.twice(bank, "a")).count());

        assertThat(wait(accounts.get(Account.class, "a")).state().cents()).isEqualTo(8);
    }
}
