package io.aett.reactive.explorer;

import io.aett.reactive.EventStore;
import io.aett.reactive.subscription.ParkedCommit;
import io.aett.reactive.subscription.StartFrom;
import io.aett.reactive.subscription.Subscriptions;
import java.util.function.Function;
import org.springframework.web.reactive.function.server.HandlerFunction;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code POST}: what changes a subscription, unless the explorer only shows. */
final class Controls {

    private final Subscriptions subscriptions;
    private final boolean readOnly;

    Controls(EventStore store, boolean readOnly) {
        this.subscriptions = Subscriptions.of(store);
        this.readOnly = readOnly;
    }

    HandlerFunction<ServerResponse> pause() {
        return changing(order -> subscriptions.pause(text(order, "subscription")));
    }

    HandlerFunction<ServerResponse> resume() {
        return changing(order -> subscriptions.resume(text(order, "subscription")));
    }

    HandlerFunction<ServerResponse> reset() {
        return changing(order -> subscriptions.reset(text(order, "subscription"), place(text(order, "to"))));
    }

    HandlerFunction<ServerResponse> replay() {
        return changing(order -> parked(order).flatMap(subscriptions::replay));
    }

    HandlerFunction<ServerResponse> discard() {
        return changing(order -> parked(order).flatMap(subscriptions::discard));
    }

    private HandlerFunction<ServerResponse> changing(Function<JsonNode, Mono<Void>> change) {
        return request -> readOnly
                ? Mono.error(Problem.READ_ONLY.because("it was made to change nothing"))
                : order(request).flatMap(change).then(Mono.defer(() -> Json.ok(Json.object())));
    }

    private static Mono<JsonNode> order(ServerRequest request) {
        return request.bodyToMono(String.class)
                .switchIfEmpty(Mono.error(() -> Problem.BAD_REQUEST.because("the request has no body")))
                .map(body -> {
                    try {
                        return JsonMapper.shared().readTree(body);
                    } catch (JacksonException e) {
                        throw Problem.BAD_REQUEST.because("the body is not JSON");
                    }
                });
    }

    private static String text(JsonNode order, String name) {
        JsonNode value = order.get(name);
        if (value == null || !value.isString()) {
            throw Problem.BAD_REQUEST.because("the body lacks the text " + name);
        }
        return value.stringValue();
    }

    private static StartFrom place(String text) {
        return switch (text) {
            case "beginning" -> StartFrom.beginning();
            case "end" -> StartFrom.end();
            default -> StartFrom.checkpoint(checkpoint(text));
        };
    }

    private static long checkpoint(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw Problem.BAD_REQUEST.because("a place is beginning, end or a checkpoint");
        }
    }

    /** What is set aside at this checkpoint; nothing is set aside twice. */
    private Mono<ParkedCommit> parked(JsonNode order) {
        long checkpoint = checkpoint(text(order, "checkpoint"));
        return subscriptions
                .parked(text(order, "subscription"))
                .filter(parked -> parked.checkpoint() == checkpoint)
                .next()
                .switchIfEmpty(Mono.error(() -> Problem.NO_SUCH_COMMIT.because(
                        "nothing is set aside at checkpoint " + checkpoint + " any more")));
    }
}
