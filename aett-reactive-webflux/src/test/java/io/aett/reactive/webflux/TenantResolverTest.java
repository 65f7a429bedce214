package io.aett.reactive.webflux;

import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.testkit.support.Await;
import java.security.Principal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.ServerWebExchangeDecorator;
import reactor.core.publisher.Mono;

class TenantResolverTest {

    private static ServerWebExchange exchange(String url) {
        return MockServerWebExchange.from(MockServerHttpRequest.get(url));
    }

    private static ServerWebExchange by(Mono<Principal> principal) {
        return new ServerWebExchangeDecorator(exchange("/")) {
            @Override
            @SuppressWarnings("unchecked")
            public <T extends Principal> Mono<T> getPrincipal() {
                return (Mono<T>) principal;
            }
        };
    }

    @ParameterizedTest
    @CsvSource({
        "http://acme.example.com/x,acme",
        "http://ACME.Example.COM:8080/,acme",
        "http://example.com/,",
        "http://a.b.example.com/,",
        "http://.example.com/,",
        "http://acme.example.com.evil.org/,",
        "http://acmeexample.com/,",
        "/,"
    })
    void the_host_names_a_tenant_by_one_label_before_the_domain(String url, String tenant) {
        assertThat(Await.valueOrNull(TenantResolver.host("example.com").resolve(exchange(url))))
                .isEqualTo(tenant);
    }

    @Test
    void whoever_was_authenticated_has_a_tenant_and_nobody_else() {
        TenantResolver resolver = TenantResolver.principal(principal -> "tenant-of-" + principal.getName());

        assertThat(Await.value(resolver.resolve(by(Mono.just(() -> "ann"))))).isEqualTo("tenant-of-ann");
        assertThat(Await.error(ResponseStatusException.class, resolver.resolve(by(Mono.empty())))
                        .getStatusCode()
                        .value())
                .isEqualTo(401);
    }
}
