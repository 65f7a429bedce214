package outside.docs;

import static outside.docs.WelcomeExample.idFor;

import io.aett.reactive.Commit;
import io.aett.reactive.CommitOutcomeUnknownException;
import io.aett.reactive.DuplicateCommitException;
import io.aett.reactive.EventStore;
import io.aett.reactive.StorageUnavailableException;
import io.aett.reactive.domain.AggregateRepository;
import io.aett.reactive.domain.Correlation;
import io.aett.reactive.domain.DefaultAggregateRepository;
import io.aett.reactive.domain.SnapshotPolicy;
import io.aett.reactive.domain.UpdateOptions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import outside.docs.BankExample.Account;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/** The smaller pieces of code in the guides. */
final class Snippets {

    private Snippets() {}

    static Mono<Commit> repeat(EventStore store, Commit commit) {
        Mono<Commit> stored = store.commits()
                .commit(commit)
                .retryWhen(Retry.backoff(5, Duration.ofMillis(50))
                        .filter(error -> error instanceof StorageUnavailableException
                                || error instanceof CommitOutcomeUnknownException))
                .onErrorResume(DuplicateCommitException.class, found -> Mono.just(found.storedCommit()));
        return stored;
    }

    static Flux<Account> earlier(AggregateRepository accounts, Instant newYear) {
        Mono<Account> atVersion = accounts.get(Account.class, "account-1", 2);
        Mono<Account> atTime = accounts.getTo(Account.class, "account-1", newYear);
        return Flux.concat(atVersion, atTime);
    }

    static Mono<Account> deposit(AggregateRepository accounts, String message, long cents) {
        UUID id = UUID.nameUUIDFromBytes(message.getBytes(StandardCharsets.UTF_8));
        return accounts.update(Account.class, "account-1", id, account -> account.deposit(cents));
    }

    static Mono<Long> withdraw(AggregateRepository accounts, UUID request, long seen, long cents, String user) {
        UpdateOptions options = UpdateOptions.builder()
                .commitId(request)
                .expectedVersion(seen)
                .header("user", user)
                .build();
        return accounts.update(Account.class, "account-1", options, account -> {
                    account.withdraw(cents);
                    return account.state().cents();
                })
                .map(updated -> updated.aggregate().state().cents());
    }

    static Mono<Account> asked(AggregateRepository accounts, String request, long cents) {
        return accounts.update(Account.class, "account-1", account -> account.deposit(cents))
                .contextWrite(Correlation.of(request)::writeTo);
    }

    static Mono<Account> becauseOf(Commit commit, AggregateRepository accounts) {
        return accounts.update(Account.class, "account-2", idFor(commit, "gift"), account -> account.deposit(500))
                .contextWrite(Correlation.causedBy(commit)::writeTo);
    }

    static AggregateRepository signed(EventStore store) {
        AggregateRepository accounts = DefaultAggregateRepository.builder("my-bank", store)
                .commitHeaders(context -> Map.of("user", context.getOrDefault("user", "nobody")))
                .build();
        return accounts;
    }

    static SnapshotPolicy byEventsOrTime() {
        SnapshotPolicy policy = SnapshotPolicy.everyNEvents(500)
                .or(SnapshotPolicy.whenLoadTakes(Duration.ofMillis(50)).and(SnapshotPolicy.everyNEvents(20)));
        return policy;
    }

    static Flux<Void> inBatches(EventStore store, long checkpoint, Function<List<Commit>, Mono<Void>> storeAll) {
        return store.management()
                .follow(checkpoint)
                .bufferTimeout(100, Duration.ofMillis(200), true)
                .concatMap(storeAll);
    }
}
