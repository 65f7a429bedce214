package io.aett.reactive.spring.autoconfigure;

import io.aett.reactive.EventStore;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import reactor.core.publisher.Mono;

/**
 * Where the events are kept, as far as it is known.
 *
 * @param kind the store
 * @param hosts names or addresses; empty for this process
 */
record StoreSite(StoreKind kind, List<String> hosts) {

    /** Somewhere that the library is not told, which is not taken for local. */
    static StoreSite unknown(StoreKind kind) {
        return new StoreSite(kind, List.of(""));
    }

    static StoreSite of(StoreKind kind, String... hosts) {
        return new StoreSite(kind, Arrays.asList(hosts));
    }

    /** Only a compatible server of a service of AWS is somewhere that its client knows. */
    static StoreSite of(StoreKind kind, Optional<URI> endpoint) {
        return endpoint.map(address -> of(kind, Objects.requireNonNullElse(address.getHost(), "")))
                .orElseGet(() -> unknown(kind));
    }

    /** Nothing is looked up. */
    boolean isLocal() {
        return hosts.stream().allMatch(StoreSite::isLoopback);
    }

    /** A look that fails where the store was not initialized, and where the order of commits cannot be read: on a standby. */
    Mono<Void> validate(EventStore store) {
        Mono<?> look = store.commits().head("aett", "aett");
        boolean alwaysOrdered = kind != StoreKind.DYNAMODB && kind != StoreKind.S3;
        Mono<?> order = store.management()
                .head()
                .flatMap(head -> store.management().getFrom(head).next());
        return alwaysOrdered ? look.then(order).then() : look.then();
    }

    /** What to look at when it does not answer. */
    String connection() {
        return switch (kind) {
            case MEMORY -> "the process";
            case POSTGRES -> "spring.r2dbc.url";
            case MONGODB -> "spring.mongodb.uri";
            case DYNAMODB -> "aett.dynamodb.region, aett.dynamodb.endpoint and the credentials";
            case S3 -> "aett.s3.region, aett.s3.endpoint, aett.s3.bucket and the credentials";
        };
    }

    private static boolean isLoopback(String host) {
        return host.equalsIgnoreCase("localhost")
                || host.matches("127(\\.[0-9]{1,3}){3}")
                || host.matches("\\[?(::1|0:0:0:0:0:0:0:1)]?");
    }
}
