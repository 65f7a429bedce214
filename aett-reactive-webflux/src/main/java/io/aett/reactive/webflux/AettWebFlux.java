package io.aett.reactive.webflux;

import io.aett.reactive.EventStore;
import io.aett.reactive.internal.InTime;
import io.aett.reactive.subscription.SubscriptionNotFoundException;
import io.aett.reactive.subscription.Subscriptions;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.reactive.BindingContext;
import org.springframework.web.reactive.config.WebFluxConfigurer;
import org.springframework.web.reactive.result.method.HandlerMethodArgumentResolver;
import org.springframework.web.reactive.result.method.annotation.ArgumentResolverConfigurer;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * The kit, as one bean: a web filter for annotated controllers and router functions, which turns the library's errors into problem details
 * (RFC 9457), and what gives controllers their {@link AettRequest}. Safe for use by many requests.
 */
public final class AettWebFlux implements WebFilter, WebFluxConfigurer {

    private static final String ATTRIBUTE = AettWebFlux.class.getName();

    private final EventStore store;
    private final TenantResolver tenants;
    private final Duration waitAtMost;
    private final Duration heartbeat;
    private final int maxBodyBytes;
    private final Refusals refusals;

    private AettWebFlux(Builder options) {
        this.store = options.store;
        this.tenants = options.tenants;
        this.waitAtMost = options.waitAtMost;
        this.heartbeat = options.heartbeat;
        this.maxBodyBytes = options.maxBodyBytes;
        this.refusals = new Refusals(options.retryAfter.toSeconds());
    }

    /** With all defaults. */
    public static AettWebFlux create(EventStore store, TenantResolver tenants) {
        return builder(store, tenants).build();
    }

    /** A builder with all defaults. */
    public static Builder builder(EventStore store, TenantResolver tenants) {
        return new Builder(store, tenants);
    }

    static AettWebFlux of(ServerWebExchange exchange) {
        AettWebFlux kit = exchange.getAttribute(ATTRIBUTE);
        if (kit == null) {
            throw new IllegalStateException("AettWebFlux is not among the web filters: make it a bean, or add it to the"
                    + " builder of the HTTP handler");
        }
        return kit;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        return Mono.defer(() -> {
            exchange.getAttributes().put(ATTRIBUTE, this);
            return chain.filter(WholeBody.of(exchange, maxBodyBytes))
                    .onErrorResume(failure -> refusals.answer(exchange, failure));
        });
    }

    @Override
    public void configureArgumentResolvers(ArgumentResolverConfigurer configurer) {
        configurer.addCustomResolver(new HandlerMethodArgumentResolver() {
            @Override
            public boolean supportsParameter(MethodParameter parameter) {
                return parameter.getParameterType() == AettRequest.class;
            }

            @Override
            public Mono<Object> resolveArgument(
                    MethodParameter parameter, BindingContext binding, ServerWebExchange exchange) {
                return AettRequest.from(exchange).cast(Object.class);
            }
        });
    }

    EventStore store() {
        return store;
    }

    TenantResolver tenants() {
        return tenants;
    }

    Duration heartbeat() {
        return heartbeat;
    }

    Mono<Void> awaitHandled(String subscription, long checkpoint) {
        Mono<Void> late = Mono.error(() -> notCaughtUp(checkpoint, null));
        return InTime.of(
                        Subscriptions.of(store).awaitHandled(subscription, checkpoint),
                        waitAtMost,
                        late,
                        Schedulers.parallel())
                .onErrorMap(SubscriptionNotFoundException.class, none -> notCaughtUp(checkpoint, none));
    }

    private static ErrorResponseException notCaughtUp(long checkpoint, @Nullable Throwable cause) {
        return Problem.NOT_CAUGHT_UP.because(
                "what is read here is not at checkpoint " + checkpoint + " yet; ask again", cause);
    }

    /** What the kit can be given. Not thread-safe. */
    public static final class Builder {

        private final EventStore store;
        private final TenantResolver tenants;
        private Duration waitAtMost = Duration.ofSeconds(2);
        private Duration retryAfter = Duration.ofSeconds(1);
        private Duration heartbeat = Duration.ofSeconds(15);
        private int maxBodyBytes = 256 * 1024;

        private Builder(EventStore store, TenantResolver tenants) {
            this.store = Objects.requireNonNull(store, "store");
            this.tenants = Objects.requireNonNull(tenants, "tenants");
        }

        /** How long a read waits for a subscription, {@link AettRequest#caughtUp}. Default: 2 s. */
        public Builder waitAtMost(Duration value) {
            waitAtMost = positive("waitAtMost", value);
            return this;
        }

        /** What {@code Retry-After} says, in whole seconds. Default: 1 s. */
        public Builder retryAfter(Duration value) {
            retryAfter = positive("retryAfter", value);
            return this;
        }

        /** How often a feed gives a sign of life, by which a server learns that a client is gone. Default: 15 s. */
        public Builder heartbeat(Duration value) {
            heartbeat = positive("heartbeat", value);
            return this;
        }

        /** The largest body of a request with an {@code Idempotency-Key}, which is read whole. Default: 256 KiB. */
        public Builder maxBodyBytes(int value) {
            if (value < 1) {
                throw new IllegalArgumentException("maxBodyBytes must be at least 1, but is " + value);
            }
            maxBodyBytes = value;
            return this;
        }

        /** The kit. */
        public AettWebFlux build() {
            return new AettWebFlux(this);
        }

        private static Duration positive(String option, Duration value) {
            if (value.isNegative() || value.isZero()) {
                throw new IllegalArgumentException(option + " must be positive, but is " + value);
            }
            return value;
        }
    }
}
