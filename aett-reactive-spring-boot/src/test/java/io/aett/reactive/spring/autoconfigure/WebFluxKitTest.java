package io.aett.reactive.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.spring.OptionsCustomizer;
import io.aett.reactive.testkit.support.Await;
import io.aett.reactive.webflux.AettWebFlux;
import io.aett.reactive.webflux.TenantResolver;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;

/** The kit for WebFlux in an application. */
class WebFluxKitTest {

    private static final ReactiveWebApplicationContextRunner APPLICATION = new ReactiveWebApplicationContextRunner()
            .withClassLoader(Contexts.with(StoreKind.MEMORY))
            .withConfiguration(AutoConfigurations.of(Contexts.ours()))
            .withPropertyValues("aett.topics.packages=io.aett.reactive.spring.shop");

    private static String tenant(ApplicationContext context) {
        return Await.value(context.getBean(TenantResolver.class)
                .resolve(MockServerWebExchange.from(
                        MockServerHttpRequest.get("http://acme.example.com/").header("Tenant", "by-header"))));
    }

    @Test
    void tenants_are_told_by_header_by_domain_or_are_one() {
        APPLICATION.withPropertyValues("aett.tenant=shop").run(context -> {
            assertThat(context).hasSingleBean(AettWebFlux.class);
            assertThat(tenant(context)).isEqualTo("shop");
        });
        APPLICATION
                .withPropertyValues("aett.tenant=shop", "aett.webflux.tenant-header=Tenant")
                .run(context -> assertThat(tenant(context)).isEqualTo("by-header"));
        APPLICATION
                .withPropertyValues("aett.webflux.tenant-domain=example.com")
                .run(context -> assertThat(tenant(context)).isEqualTo("acme"));
        APPLICATION
                .withBean(TenantResolver.class, () -> TenantResolver.always("own"))
                .run(context -> assertThat(tenant(context)).isEqualTo("own"));
    }

    @Test
    void nothing_that_tells_them_is_a_failure() {
        APPLICATION.run(context -> {
            assertThat(context).hasFailed();
            assertThat(new SetupFailureAnalyzer()
                            .analyze(context.getStartupFailure())
                            .getAction())
                    .contains("TenantResolver");
        });
    }

    @Test
    void properties_and_customizers_are_its_options() {
        APPLICATION
                .withPropertyValues("aett.tenant=shop", "aett.webflux.max-body=1KB", "aett.webflux.heartbeat=3s")
                .withUserConfiguration(Customized.class)
                .run(context -> assertThat(context.getBean(AettWebFlux.class))
                        .hasFieldOrPropertyWithValue("maxBodyBytes", 1024)
                        .hasFieldOrPropertyWithValue("heartbeat", java.time.Duration.ofSeconds(4)));
    }

    @Test
    void an_application_that_serves_no_requests_has_none() {
        Contexts.runner(StoreKind.MEMORY).run(context -> assertThat(context).doesNotHaveBean(AettWebFlux.class));
    }

    static class Customized {

        @Bean
        OptionsCustomizer<AettWebFlux.Builder> slowHeart() {
            return kit -> kit.heartbeat(java.time.Duration.ofSeconds(4));
        }
    }
}
