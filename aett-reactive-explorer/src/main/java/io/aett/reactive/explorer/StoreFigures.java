package io.aett.reactive.explorer;

import io.aett.reactive.EventStore;
import org.springframework.web.reactive.function.server.HandlerFunction;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;
import tools.jackson.databind.node.ObjectNode;

/** {@code GET /store}: the head, what the engine counted so far, and what this explorer may do. */
final class StoreFigures implements HandlerFunction<ServerResponse> {

    private final EventStore store;
    private final Tally tally;
    private final ExplorerOptions options;

    StoreFigures(EventStore store, Tally tally, ExplorerOptions options) {
        this.store = store;
        this.tally = tally;
        this.options = options;
    }

    @Override
    public Mono<ServerResponse> handle(ServerRequest request) {
        return store.management().head().flatMap(head -> {
            ObjectNode answer = Json.object()
                    .put("head", head)
                    .put("readOnly", options.readOnly())
                    .put("commitsPerLook", options.commitsPerLook());
            tally.describe(answer);
            return Json.ok(answer);
        });
    }
}
