package io.aett.reactive.explorer;

import io.aett.reactive.Commit;
import io.aett.reactive.EventStore;
import io.aett.reactive.PersistenceManagement;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.web.reactive.function.BodyInserters;
import org.springframework.web.reactive.function.server.HandlerFunction;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code GET /feed}: what is stored from now on, or behind {@code Last-Event-ID}, as server-sent events. It reads as the client takes, and ends
 * with it.
 */
final class Feed implements HandlerFunction<ServerResponse> {

    private final PersistenceManagement log;
    private final Texts texts;
    private final Duration heartbeat;

    Feed(EventStore store, Texts texts, ExplorerOptions options) {
        this.log = store.management();
        this.texts = texts;
        this.heartbeat = options.heartbeat();
    }

    @Override
    public Mono<ServerResponse> handle(ServerRequest request) {
        String tenant = Params.text(request, "tenant");
        String search = Params.text(request, "search").toLowerCase(Locale.ROOT);
        Predicate<Commit> wanted =
                commit -> (tenant.isEmpty() || tenant.equals(commit.tenantId())) && isFound(commit, search);
        return start(request)
                .flatMap(from -> ServerResponse.ok()
                        .header("Cache-Control", "no-store")
                        .header("X-Accel-Buffering", "no")
                        .body(BodyInserters.fromServerSentEvents(events(from, wanted))));
    }

    private Mono<Long> start(ServerRequest request) {
        long last = lastEventId(request.headers().firstHeader("Last-Event-ID"));
        return log.head().map(head -> last < 0 ? head : Math.min(head, last));
    }

    private static long lastEventId(@Nullable String value) {
        try {
            return value == null ? -1 : Long.parseLong(value);
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    private Flux<ServerSentEvent<String>> events(long from, Predicate<Commit> wanted) {
        Flux<Object> ticks =
                Flux.interval(Duration.ZERO, heartbeat).onBackpressureDrop().cast(Object.class);
        Flux<LogItem> items = LogItem.follow(log, from);
        return Flux.merge(1, ticks, items)
                .concatMap(item -> Mono.justOrEmpty(event(item, wanted)), 1)
                .onErrorResume(failure -> Mono.just(problem(failure)));
    }

    private Optional<ServerSentEvent<String>> event(Object item, Predicate<Commit> wanted) {
        if (!(item instanceof LogItem logged)) {
            return Optional.of(ServerSentEvent.<String>builder().comment("").build());
        }
        if (logged.broken() != null) {
            return Optional.of(event(logged.broken().checkpoint(), LogItem.json(logged.broken())));
        }
        return Optional.ofNullable(logged.commit())
                .filter(wanted)
                .map(commit -> event(commit.checkpointToken(), texts.line(commit)));
    }

    /** The browser asks again by itself; until then the page says why it has to. */
    private static ServerSentEvent<String> problem(Throwable failure) {
        return ServerSentEvent.builder(Problem.of(failure).json().toString())
                .event("problem")
                .build();
    }

    private static ServerSentEvent<String> event(long checkpoint, ObjectNode content) {
        return ServerSentEvent.builder(content.toString())
                .id(Long.toString(checkpoint))
                .build();
    }

    private static boolean isFound(Commit commit, String search) {
        return search.isEmpty()
                || commit.streamId().toLowerCase(Locale.ROOT).contains(search)
                || commit.events().stream()
                        .anyMatch(event ->
                                Texts.topic(event).toLowerCase(Locale.ROOT).contains(search));
    }
}
