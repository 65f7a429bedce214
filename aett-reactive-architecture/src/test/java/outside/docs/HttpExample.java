package outside.docs;

import java.time.Duration;
import java.util.Objects;
import java.util.UUID;
import org.springframework.http.ResponseEntity;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.client.WebClientRequestException;
import org.springframework.web.reactive.function.client.WebClientResponseException;
import outside.docs.BankExample.Account;
import outside.docs.SpringExample.Deposit;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/** A client of the bank account behind HTTP. */
final class HttpExample {

    /** Repeats the request, with its key, until it is answered: the deposit is made once. */
    static Mono<Account.State> deposit(WebClient bank, String id, long cents) {
        return Mono.fromSupplier(UUID::randomUUID)
                .flatMap(key -> bank.post()
                        .uri("/accounts/{id}/deposits", id)
                        .header("Idempotency-Key", key.toString())
                        .bodyValue(new Deposit(cents))
                        .retrieve()
                        .bodyToMono(Account.State.class)
                        .retryWhen(Retry.backoff(10, Duration.ofMillis(100)).filter(HttpExample::mayHelp)));
    }

    private static boolean mayHelp(Throwable failure) {
        return failure instanceof WebClientRequestException
                || failure instanceof WebClientResponseException.ServiceUnavailable;
    }

    /** Decides on what it has seen; when that is no more, it looks and decides again. */
    static Mono<Account.State> twice(WebClient bank, String id) {
        return bank.get()
                .uri("/accounts/{id}", id)
                .retrieve()
                .toEntity(Account.State.class)
                .flatMap(seen -> bank.post()
                        .uri("/accounts/{id}/deposits", id)
                        .header("If-Match", etag(seen))
                        .bodyValue(new Deposit(
                                Objects.requireNonNull(seen.getBody()).cents()))
                        .retrieve()
                        .bodyToMono(Account.State.class))
                .retryWhen(Retry.max(10).filter(HttpExample::hasChanged));
    }

    private static boolean hasChanged(Throwable failure) {
        return failure instanceof WebClientResponseException refused
                && refused.getStatusCode().value() == 412;
    }

    private static String etag(ResponseEntity<?> seen) {
        return Objects.requireNonNull(seen.getHeaders().getETag());
    }

    private HttpExample() {}
}
