package io.aett.reactive.webflux;

import java.security.Principal;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;
import org.springframework.http.HttpStatus;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Tells whose streams a request is about. */
@FunctionalInterface
public interface TenantResolver {

    /**
     * The tenant; empty when the request names none, which ends it in a 400. An error ends the request as that error ends any other.
     *
     * @param exchange the request
     */
    Mono<String> resolve(ServerWebExchange exchange);

    /** The same for all requests. */
    static TenantResolver always(String tenantId) {
        Objects.requireNonNull(tenantId, "tenantId");
        return exchange -> Mono.just(tenantId);
    }

    /**
     * What one header says; none when it is missing, empty or there twice. Whoever can send a request can set a header: only for servers
     * behind a gateway that sets it itself.
     */
    static TenantResolver header(String name) {
        Objects.requireNonNull(name, "name");
        return exchange -> {
            List<String> values = exchange.getRequest().getHeaders().getOrEmpty(name);
            return values.size() == 1 && !values.get(0).isEmpty() ? Mono.just(values.get(0)) : Mono.empty();
        };
    }

    /** The label before the domain, in lower case: {@code acme} of {@code acme.example.com} for {@code example.com}; none for any other host. */
    static TenantResolver host(String domain) {
        String suffix = "." + domain.toLowerCase(Locale.ROOT);
        return exchange -> {
            String host = Objects.requireNonNullElse(
                            exchange.getRequest().getURI().getHost(), "")
                    .toLowerCase(Locale.ROOT);
            String label = host.endsWith(suffix) ? host.substring(0, host.length() - suffix.length()) : "";
            return label.isEmpty() || label.contains(".") ? Mono.empty() : Mono.just(label);
        };
    }

    /** What follows from whoever was authenticated; a 401 when nobody was. */
    static TenantResolver principal(Function<? super Principal, String> tenantOf) {
        Objects.requireNonNull(tenantOf, "tenantOf");
        return exchange -> exchange.getPrincipal()
                .switchIfEmpty(Mono.error(() -> new ResponseStatusException(HttpStatus.UNAUTHORIZED)))
                .map(tenantOf);
    }
}
