package io.aett.reactive.spring.autoconfigure;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * The kit for WebFlux.
 *
 * @param tenantHeader the header that names the tenant; only behind a gateway that sets it itself
 * @param tenantDomain the domain below which the host's first label is the tenant
 * @param waitAtMost how long a read waits for a subscription
 * @param retryAfter what Retry-After says, in whole seconds
 * @param heartbeat how often a feed gives a sign of life
 * @param maxBody the largest body of a request with an Idempotency-Key
 */
@ConfigurationProperties("aett.webflux")
record WebFluxProperties(
        @Nullable String tenantHeader,
        @Nullable String tenantDomain,
        @DefaultValue("2s") Duration waitAtMost,
        @DefaultValue("1s") Duration retryAfter,
        @DefaultValue("15s") Duration heartbeat,
        @DefaultValue("256KB") DataSize maxBody) {}
