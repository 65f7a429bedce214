package outside.docs;

import static org.springframework.web.reactive.function.server.RouterFunctions.route;

import io.aett.reactive.EventStore;
import io.aett.reactive.TopicMap;
import io.aett.reactive.domain.AggregateRepository;
import io.aett.reactive.domain.DefaultAggregateRepository;
import io.aett.reactive.memory.MemoryEventStore;
import io.aett.reactive.memory.MemoryOptions;
import io.aett.reactive.webflux.AettRequest;
import io.aett.reactive.webflux.AettWebFlux;
import io.aett.reactive.webflux.EventStreamResponse;
import io.aett.reactive.webflux.TenantResolver;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import outside.docs.BankExample.Account;
import outside.docs.BankExample.AccountEvent;
import reactor.core.publisher.Mono;

/** The bank account behind HTTP. */
final class SpringExample {

    @Configuration(proxyBeanMethods = false)
    static class StoreConfiguration {

        @Bean
        EventStore eventStore() {
            return MemoryEventStore.create(MemoryOptions.builder()
                    .topicMap(TopicMap.create().register(AccountEvent.class))
                    .build());
        }

        @Bean
        AggregateRepository accounts(EventStore store) {
            return DefaultAggregateRepository.create("my-bank", store);
        }

        @Bean
        AettWebFlux aettWebFlux(EventStore store) {
            return AettWebFlux.create(store, TenantResolver.always("my-bank"));
        }
    }

    record Deposit(long cents) {}

    @RestController
    static class AccountController {

        private final AggregateRepository accounts;

        AccountController(AggregateRepository accounts) {
            this.accounts = accounts;
        }

        @PostMapping("/accounts/{id}/deposits")
        Mono<ResponseEntity<Account.State>> deposit(
                AettRequest request, @PathVariable("id") String id, @RequestBody Deposit deposit) {
            return request.update(accounts, Account.class, id, account -> account.deposit(deposit.cents()))
                    .map(answer -> answer.ok(Account::state));
        }

        @GetMapping("/accounts/{id}")
        Mono<ResponseEntity<Account.State>> account(AettRequest request, @PathVariable("id") String id) {
            return request.read(accounts, Account.class, id).map(answer -> answer.ok(Account::state));
        }

        @GetMapping("/events")
        EventStreamResponse events(AettRequest request) {
            return request.feed().events(AccountEvent.class);
        }
    }

    static RouterFunction<ServerResponse> routes(AggregateRepository accounts) {
        return route().POST("/accounts/{id}/deposits", request -> deposit(request, accounts))
                .GET("/events", request -> AettRequest.from(request).map(AettRequest::feed))
                .build();
    }

    static Mono<ServerResponse> deposit(ServerRequest request, AggregateRepository accounts) {
        String id = request.pathVariable("id");
        return request.bodyToMono(Deposit.class)
                .zipWith(
                        AettRequest.from(request),
                        (deposit, aett) ->
                                aett.update(accounts, Account.class, id, account -> account.deposit(deposit.cents())))
                .flatMap(answer -> answer)
                .flatMap(answer -> ServerResponse.ok()
                        .headers(answer::addTo)
                        .bodyValue(answer.result().state()));
    }

    private SpringExample() {}
}
