package io.aett.reactive.webflux;

import io.aett.reactive.Commit;
import io.aett.reactive.domain.Saga;
import io.aett.reactive.subscription.EventContext;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseCookie;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import org.springframework.web.reactive.function.BodyInserters;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.server.NotAcceptableStatusException;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * What happens to a tenant, live and without end: server-sent events, or a line of JSON for each where the client accepts {@code
 * application/x-ndjson}. Returned as it is by a method of a controller, and as the response of a handler function. Immutable.
 *
 * <p>The id of a piece is a checkpoint, under which all of the commit was sent. A client that comes back with it in {@code Last-Event-ID}
 * misses nothing; of a commit with several events that broke off in its midst it gets all again. Pages are read as the client takes them.
 * When the client leaves, reading ends.
 */
public final class EventStreamResponse implements ServerResponse {

    private static final String LAST_EVENT_ID = "Last-Event-ID";
    private static final List<MediaType> TYPES = List.of(MediaType.TEXT_EVENT_STREAM, MediaType.APPLICATION_NDJSON);

    private final AettWebFlux kit;
    private final String tenantId;
    private final Predicate<String> streams;
    private final Predicate<Object> types;
    private final Shape shape;
    private final boolean fromNow;
    private final boolean deliveries;

    /** What is shown of a commit, given those of its events that are wanted. */
    private interface Shape {
        List<Object> pieces(Commit commit, List<EventContext> wanted);
    }

    private EventStreamResponse(
            AettWebFlux kit,
            String tenantId,
            Predicate<String> streams,
            Predicate<Object> types,
            Shape shape,
            boolean fromNow,
            boolean deliveries) {
        this.kit = kit;
        this.tenantId = tenantId;
        this.streams = streams;
        this.types = types;
        this.shape = shape;
        this.fromNow = fromNow;
        this.deliveries = deliveries;
    }

    static EventStreamResponse of(AettWebFlux kit, String tenantId) {
        return new EventStreamResponse(
                kit, tenantId, stream -> true, event -> true, eachEvent(FeedEvent::of), false, false);
    }

    /** Only what happens in this stream. */
    public EventStreamResponse stream(String id) {
        Objects.requireNonNull(id, "id");
        return streams(id::equals);
    }

    /** Only what happens in streams whose ids pass. */
    public EventStreamResponse streams(Predicate<? super String> wanted) {
        return new EventStreamResponse(kit, tenantId, streams.and(wanted), types, shape, fromNow, deliveries);
    }

    /** Only events of these classes and of those below them. */
    public EventStreamResponse events(Class<?>... wanted) {
        Set<Class<?>> classes = Set.of(wanted);
        Predicate<Object> some = event -> classes.stream().anyMatch(type -> type.isInstance(event));
        return new EventStreamResponse(kit, tenantId, streams, types.and(some), shape, fromNow, deliveries);
    }

    /** A piece for each event, made by this; by default a {@link FeedEvent}. */
    public EventStreamResponse map(BiFunction<Object, EventContext, ?> piece) {
        return new EventStreamResponse(kit, tenantId, streams, types, eachEvent(piece), fromNow, deliveries);
    }

    /** A piece for each commit with an event that is wanted, made by this. */
    public EventStreamResponse commits(Function<Commit, ?> piece) {
        Objects.requireNonNull(piece, "piece");
        Shape eachCommit = (commit, wanted) -> List.of(piece.apply(commit));
        return new EventStreamResponse(kit, tenantId, streams, types, eachCommit, fromNow, true);
    }

    /**
     * Also the copies of events that saga runners delivered to sagas, in the sagas' streams. By default each event is shown once, where it happened;
     * {@link #commits} shows them in any case.
     */
    public EventStreamResponse deliveries() {
        return new EventStreamResponse(kit, tenantId, streams, types, shape, fromNow, true);
    }

    /** Begins with what comes next where the client names no place; otherwise all is sent that ever happened. */
    public EventStreamResponse fromNow() {
        return new EventStreamResponse(kit, tenantId, streams, types, shape, true, deliveries);
    }

    private static Shape eachEvent(BiFunction<Object, EventContext, ?> piece) {
        Objects.requireNonNull(piece, "piece");
        return (commit, wanted) -> wanted.stream()
                .<Object>map(event -> piece.apply(event.message().body(), event))
                .toList();
    }

    /** What is sent of a commit. */
    List<Object> pieces(Commit commit) {
        if (!commit.tenantId().equals(tenantId)
                || !streams.test(commit.streamId())
                || (!deliveries && Saga.isDelivery(commit))) {
            return List.of();
        }
        List<EventContext> wanted = IntStream.range(0, commit.events().size())
                .mapToObj(index -> new EventContext(commit, index))
                .filter(event -> types.test(event.message().body()))
                .toList();
        return wanted.isEmpty() ? List.of() : shape.pieces(commit, wanted);
    }

    @Override
    public HttpStatusCode statusCode() {
        return HttpStatus.OK;
    }

    @Override
    public HttpHeaders headers() {
        HttpHeaders headers = new HttpHeaders();
        headers.setCacheControl("no-store");
        headers.set("X-Accel-Buffering", "no");
        return headers;
    }

    @Override
    public MultiValueMap<String, ResponseCookie> cookies() {
        return new LinkedMultiValueMap<>();
    }

    /** Errors that come before the first piece are answers; one that comes later breaks the connection off. */
    @Override
    public Mono<Void> writeTo(ServerWebExchange exchange, Context context) {
        return Mono.defer(() -> {
            MediaType type = acceptable(exchange);
            return start(exchange)
                    .flatMap(checkpoint -> response(type, Feed.lines(this, kit, checkpoint)))
                    .flatMap(response -> response.writeTo(exchange, context));
        });
    }

    private Mono<ServerResponse> response(MediaType type, Flux<Line> lines) {
        BodyBuilder response = ServerResponse.ok().headers(all -> all.putAll(headers()));
        return type.equals(MediaType.APPLICATION_NDJSON)
                ? response.contentType(type).body(lines.map(Line::toJson), Map.class)
                : response.body(BodyInserters.fromServerSentEvents(lines.map(Line::toServerSentEvent)));
    }

    private static MediaType acceptable(ServerWebExchange exchange) {
        List<MediaType> accepted = exchange.getRequest().getHeaders().getAccept();
        if (accepted.isEmpty()) {
            return MediaType.TEXT_EVENT_STREAM;
        }
        return accepted.stream()
                .sorted(Comparator.comparingDouble(MediaType::getQualityValue).reversed())
                .filter(range -> range.getQualityValue() > 0)
                .flatMap(range -> TYPES.stream().filter(range::includes))
                .findFirst()
                .orElseThrow(() -> new NotAcceptableStatusException(TYPES));
    }

    /** The checkpoint to begin behind. One that this store never gave would be an error only when the response has begun. */
    private Mono<Long> start(ServerWebExchange exchange) {
        List<String> values = exchange.getRequest().getHeaders().getOrEmpty(LAST_EVENT_ID);
        boolean named = !values.isEmpty() && !values.equals(List.of(""));
        long last = named ? AtLeast.checkpoint(LAST_EVENT_ID, values).orElse(0L) : 0;
        if (last == 0 && (named || !fromNow)) {
            return Mono.just(0L);
        }
        return kit.store().management().head().map(head -> {
            if (last > head) {
                throw Problem.INVALID_REQUEST.because(
                        LAST_EVENT_ID + " is a checkpoint that this server gave, and it has not got to " + last);
            }
            return named ? last : head;
        });
    }
}
