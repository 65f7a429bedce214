package outside.docs;

import io.aett.reactive.CommitConflictException;
import io.aett.reactive.CommitOutcomeUnknownException;
import io.aett.reactive.EventStore;
import io.aett.reactive.StorageUnavailableException;
import io.aett.reactive.TopicMap;
import io.aett.reactive.domain.AggregateRepository;
import io.aett.reactive.domain.DefaultAggregateRepository;
import io.aett.reactive.memory.MemoryEventStore;
import io.aett.reactive.memory.MemoryOptions;
import java.util.UUID;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import outside.docs.BankExample.Account;
import outside.docs.BankExample.AccountEvent;
import reactor.core.publisher.Flux;
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
    }

    record Deposit(long cents) {}

    @RestController
    static class AccountController {

        private final AggregateRepository accounts;
        private final EventStore store;

        AccountController(AggregateRepository accounts, EventStore store) {
            this.accounts = accounts;
            this.store = store;
        }

        /** The key names the commit: a request that is sent again deposits nothing again. */
        @PostMapping("/accounts/{id}/deposits")
        Mono<Account.State> deposit(
                @PathVariable("id") String id,
                @RequestHeader("Idempotency-Key") UUID key,
                @RequestBody Deposit deposit) {
            return accounts.update(Account.class, id, key, account -> account.deposit(deposit.cents()))
                    .map(Account::state);
        }

        /**
         * The commits of this bank and of no other tenant. A browser whose connection broke comes back with the id of the last
         * event that it got.
         */
        @GetMapping(path = "/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
        Flux<ServerSentEvent<String>> events(
                @RequestHeader(name = "Last-Event-ID", defaultValue = "0") long checkpoint) {
            return store.management()
                    .follow(checkpoint)
                    .filter(commit -> commit.tenantId().equals("my-bank"))
                    .map(commit -> ServerSentEvent.builder(
                                    commit.streamId() + " is at revision " + commit.streamRevision())
                            .id(Long.toString(commit.checkpointToken()))
                            .build());
        }

        @ExceptionHandler
        @ResponseStatus(HttpStatus.CONFLICT)
        String conflict(CommitConflictException lost) {
            return "somebody else was first; look again";
        }

        @ExceptionHandler({StorageUnavailableException.class, CommitOutcomeUnknownException.class})
        @ResponseStatus(HttpStatus.SERVICE_UNAVAILABLE)
        String unavailable() {
            return "try again later";
        }
    }

    private SpringExample() {}
}
