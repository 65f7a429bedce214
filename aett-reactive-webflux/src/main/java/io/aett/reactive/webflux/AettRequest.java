package io.aett.reactive.webflux;

import io.aett.reactive.StreamNotFoundException;
import io.aett.reactive.domain.Aggregate;
import io.aett.reactive.domain.AggregateRepository;
import io.aett.reactive.domain.DeciderRepository;
import io.aett.reactive.domain.UpdateOptions;
import io.aett.reactive.spi.StreamKey;
import java.util.Optional;
import java.util.function.Consumer;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * What a request says to a store: whose streams, at which revision, under which key, behind which checkpoint. Annotated controllers take it
 * as an argument, router functions by {@link #from}.
 *
 * <p>All publishers are cold. What a request must not say, or what does not hold, ends it in a problem (RFC 9457).
 */
public final class AettRequest {

    private static final String ATTRIBUTE = AettRequest.class.getName();
    private static final String DECIDED_ON = ATTRIBUTE + ".decidedOn";

    private final AettWebFlux kit;
    private final ServerWebExchange exchange;
    private final String tenantId;
    private final Optional<IdempotencyKey> key;

    private AettRequest(AettWebFlux kit, ServerWebExchange exchange, String tenantId) {
        this.kit = kit;
        this.exchange = exchange;
        this.tenantId = requireValidId("the tenant", tenantId);
        this.key = IdempotencyKey.of(exchange.getRequest().getHeaders());
    }

    /** The request of a handler function; {@link AettWebFlux} must be among the web filters. */
    public static Mono<AettRequest> from(ServerRequest request) {
        return from(request.exchange());
    }

    static Mono<AettRequest> from(ServerWebExchange exchange) {
        return Mono.defer(() -> {
            AettWebFlux kit = AettWebFlux.of(exchange);
            return kit.tenants()
                    .resolve(exchange)
                    .switchIfEmpty(Mono.error(() ->
                            Problem.NO_TENANT.because("the tenant is part of each request, and this one has none")))
                    .map(tenant -> new AettRequest(kit, exchange, tenant))
                    .doOnNext(request -> exchange.getAttributes().put(ATTRIBUTE, request));
        });
    }

    /** The one that was made of this exchange. */
    static Optional<AettRequest> of(ServerWebExchange exchange) {
        return Optional.ofNullable(exchange.getAttribute(ATTRIBUTE));
    }

    /** Whose streams it is about. */
    public String tenantId() {
        return tenantId;
    }

    /** This request if it has an {@code Idempotency-Key}; otherwise a 400. */
    public AettRequest requireKey() {
        if (key.isEmpty()) {
            throw Problem.KEY_REQUIRED.because("send a new " + IdempotencyKey.HEADER + " with each command");
        }
        return this;
    }

    /** This request if it has {@code If-Match} or {@code If-None-Match}; otherwise a 428. */
    public AettRequest requireCondition() {
        if (!isConditional()) {
            throw Problem.CONDITION_REQUIRED.because(
                    "send If-Match with the ETag that you have seen, or If-None-Match: * for what is new");
        }
        return this;
    }

    boolean isConditional() {
        return Precondition.isIn(exchange.getRequest().getHeaders());
    }

    boolean isRepeatable() {
        return key.isPresent();
    }

    /**
     * Updates an aggregate at the revision that the request expects, once for each key. The answer to a repetition is that of the first
     * request: the aggregate as it was then.
     *
     * @param repository of this request's tenant
     * @param type the aggregate's class
     * @param id its id
     * @param change as in {@link AggregateRepository#update(Class, String, Consumer)}
     */
    public <A extends Aggregate<?>> Mono<Answer<A>> update(
            AggregateRepository repository, Class<A> type, String id, Consumer<? super A> change) {
        return options(id, Mono.defer(() -> repository.get(type, id).map(Aggregate::version)))
                .flatMap(options -> repository.update(type, id, options, aggregate -> {
                    exchange.getAttributes().put(DECIDED_ON, aggregate.version());
                    change.accept(aggregate);
                    return true;
                }))
                .flatMap(done -> Replay.of(done.commit(), done.repeated(), fingerprint())
                        .flatMap(first -> repository
                                .get(type, id, first.streamRevision())
                                .map(then -> new Answer<>(then, first.streamRevision(), first, true)))
                        .switchIfEmpty(Mono.fromSupplier(() ->
                                new Answer<>(done.aggregate(), done.aggregate().version(), done.commit(), false))));
    }

    /**
     * Has a decider handle a command, as {@link #update} has an aggregate changed.
     *
     * @param repository of this request's tenant
     * @param id names the stream
     * @param command what is wanted
     */
    public <C, S, E> Mono<Answer<S>> handle(DeciderRepository<C, S, E> repository, String id, C command) {
        return options(id, Mono.defer(() -> repository.versioned(id).map(versioned -> versioned.version())))
                .flatMap(options -> repository.handle(id, command, options))
                .flatMap(done -> Replay.of(done.commit(), done.repeated(), fingerprint())
                        .flatMap(first -> repository
                                .state(id, first.streamRevision())
                                .map(then -> new Answer<>(then, first.streamRevision(), first, true)))
                        .switchIfEmpty(Mono.fromSupplier(
                                () -> new Answer<>(done.state(), done.version(), done.commit(), false))));
    }

    /** An aggregate that has events; a 404 when it has none. */
    public <A extends Aggregate<?>> Mono<Answer<A>> read(AggregateRepository repository, Class<A> type, String id) {
        return Mono.defer(() -> repository.getExisting(type, requireValidId("the id", id)))
                .map(aggregate -> new Answer<>(aggregate, aggregate.version(), null, false));
    }

    /** The state of a stream that has events; a 404 when it has none. */
    public <C, S, E> Mono<Answer<S>> read(DeciderRepository<C, S, E> repository, String id) {
        return Mono.defer(() -> repository.versioned(requireValidId("the id", id)))
                .filter(versioned -> versioned.version() > 0)
                .switchIfEmpty(Mono.error(() -> new StreamNotFoundException(tenantId, id, 1, Long.MAX_VALUE)))
                .map(versioned -> new Answer<>(versioned.payload(), versioned.version(), null, false));
    }

    /**
     * Completes when the subscription has handled the checkpoint of {@code Aett-At-Least}, and at once without one; a 503 when it has not
     * within the time that {@link AettWebFlux.Builder#waitAtMost} gives it.
     */
    public Mono<Void> caughtUp(String subscription) {
        return Mono.defer(() -> AtLeast.of(exchange.getRequest().getHeaders())
                .map(checkpoint -> kit.awaitHandled(subscription, checkpoint))
                .orElseGet(Mono::empty));
    }

    /** The events of this request's tenant, live, from where the client was. */
    public EventStreamResponse feed() {
        return EventStreamResponse.of(kit, tenantId);
    }

    /** The revision that the change ran on last, if any. */
    static Optional<Long> decidedOn(ServerWebExchange exchange) {
        return Optional.ofNullable(exchange.getAttribute(DECIDED_ON));
    }

    private Mono<String> fingerprint() {
        return Mono.defer(() -> WholeBody.fingerprintOf(exchange));
    }

    private Mono<UpdateOptions> options(String id, Mono<Long> current) {
        return Mono.defer(() -> {
            requireValidId("the id", id);
            UpdateOptions.Builder options = UpdateOptions.builder();
            key.ifPresent(drawn -> options.commitId(drawn.commitId(tenantId, id)));
            return Precondition.of(exchange.getRequest().getHeaders())
                    .expected(current)
                    .doOnNext(expected -> expected.ifPresent(options::expectedVersion))
                    .then(key.isEmpty() ? Mono.<String>empty() : fingerprint())
                    .map(fingerprint -> options.header(Replay.FINGERPRINT, fingerprint))
                    .then(Mono.fromSupplier(options::build));
        });
    }

    private static String requireValidId(String what, String id) {
        try {
            return StreamKey.requireValidId(what, id);
        } catch (IllegalArgumentException invalid) {
            throw Problem.INVALID_REQUEST.because(String.valueOf(invalid.getMessage()), invalid);
        }
    }
}
