package io.aett.reactive.spring.autoconfigure;

import io.aett.reactive.EventStore;
import io.aett.reactive.spring.OptionsCustomizer;
import io.aett.reactive.webflux.AettWebFlux;
import io.aett.reactive.webflux.TenantResolver;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/** The kit for WebFlux, and how it tells tenants. */
@AutoConfiguration(after = EventStoreAutoConfiguration.class)
@ConditionalOnClass(AettWebFlux.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
@EnableConfigurationProperties(WebFluxProperties.class)
public final class WebFluxKitAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    TenantResolver tenantResolver(WebFluxProperties web, AettProperties properties) {
        if (web.tenantHeader() != null) {
            return TenantResolver.header(web.tenantHeader());
        }
        if (web.tenantDomain() != null) {
            return TenantResolver.host(web.tenantDomain());
        }
        if (properties.tenant() != null) {
            return TenantResolver.always(properties.tenant());
        }
        throw new SetupException(
                "Nothing says whose streams a request is about.",
                "Set aett.tenant for one tenant, or aett.webflux.tenant-domain or aett.webflux.tenant-header, or declare a"
                        + " bean of type TenantResolver, such as TenantResolver.principal(...).");
    }

    @Bean
    @ConditionalOnMissingBean
    AettWebFlux aettWebFlux(
            EventStore store,
            TenantResolver tenants,
            WebFluxProperties properties,
            ObjectProvider<OptionsCustomizer<AettWebFlux.Builder>> customizers) {
        return SetupException.naming(() -> {
            AettWebFlux.Builder builder = AettWebFlux.builder(store, tenants)
                    .waitAtMost(properties.waitAtMost())
                    .retryAfter(properties.retryAfter())
                    .heartbeat(properties.heartbeat())
                    .maxBodyBytes(Math.toIntExact(properties.maxBody().toBytes()));
            customizers.orderedStream().forEach(customizer -> customizer.customize(builder));
            return builder.build();
        });
    }
}
