package io.aett.reactive.explorer;

import static org.springframework.security.config.Customizer.withDefaults;
import static org.springframework.security.web.server.util.matcher.ServerWebExchangeMatchers.pathMatchers;

import io.aett.reactive.EventStore;
import io.aett.reactive.explorer.Bank.State;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;
import org.springframework.security.config.annotation.web.reactive.EnableWebFluxSecurity;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.config.web.server.ServerHttpSecurity.CsrfSpec;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.web.reactive.config.EnableWebFlux;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

/** The explorer in an application, and who may see it. */
final class ExplorerExample {

    @EnableWebFlux
    @Configuration(proxyBeanMethods = false)
    static class ExplorerConfiguration {

        @Bean
        RouterFunction<ServerResponse> explorer(EventStore store) {
            StateView accounts =
                    StateView.of("account", stream -> stream.startsWith("account-"), () -> State.NONE, State::next);
            return Explorer.routes(
                    store,
                    ExplorerOptions.builder().readOnly(false).view(accounts).build());
        }
    }

    @EnableWebFluxSecurity
    @Configuration(proxyBeanMethods = false)
    static class ExplorerSecurity {

        @Bean
        SecurityWebFilterChain explorerSecurity(ServerHttpSecurity http) {
            return http.securityMatcher(pathMatchers("/aett/**"))
                    .authorizeExchange(requests -> requests.pathMatchers(HttpMethod.GET)
                            .hasAnyRole("SUPPORT", "OPERATOR")
                            .anyExchange()
                            .hasRole("OPERATOR"))
                    .httpBasic(withDefaults())
                    // The explorer itself refuses what another site sends.
                    .csrf(CsrfSpec::disable)
                    .build();
        }
    }

    private ExplorerExample() {}
}
