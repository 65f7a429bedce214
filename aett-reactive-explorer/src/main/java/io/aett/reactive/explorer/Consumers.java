package io.aett.reactive.explorer;

import io.aett.reactive.EventStore;
import io.aett.reactive.subscription.ParkedCommit;
import io.aett.reactive.subscription.SliceStatus;
import io.aett.reactive.subscription.SubscriptionStatus;
import io.aett.reactive.subscription.Subscriptions;
import java.util.List;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;
import tools.jackson.databind.node.ObjectNode;

/** {@code GET /subscriptions}: how they are. {@code GET /parked}: a page of what one has set aside. */
final class Consumers {

    /** More than a page can show well; who has more has them named by the answer. */
    private static final int MOST = 200;

    private static final int PARKED = 50;

    private final Subscriptions subscriptions;

    Consumers(EventStore store) {
        this.subscriptions = Subscriptions.of(store);
    }

    Mono<ServerResponse> list(ServerRequest request) {
        return subscriptions
                .list()
                .take(MOST + 1L)
                .map(Consumers::json)
                .collectList()
                .flatMap(all -> Json.ok(Json.object()
                        .put("more", all.size() > MOST)
                        .set("subscriptions", Json.array(all.subList(0, Math.min(MOST, all.size()))))));
    }

    private static ObjectNode json(SubscriptionStatus status) {
        ObjectNode json = Json.object()
                .put("name", status.name())
                .put("state", status.state().name())
                .put("checkpoint", status.checkpoint())
                .put("head", status.head())
                .put("lagMillis", status.lag().toMillis())
                .put("parked", status.parked())
                .set(
                        "slices",
                        Json.array(status.slices().stream().map(Consumers::json).toList()));
        return status.lastError() == null ? json : json.put("lastError", status.lastError());
    }

    private static ObjectNode json(SliceStatus slice) {
        ObjectNode json = Json.object()
                .put("slice", slice.slice())
                .put("epoch", slice.epoch())
                .put("checkpoint", slice.checkpoint())
                .put("parked", slice.parked());
        return slice.owner() == null ? json : json.put("owner", slice.owner());
    }

    Mono<ServerResponse> parked(ServerRequest request) {
        String name = Params.required(request, "subscription");
        long skip = Params.number(request, "skip", 0, 0, Integer.MAX_VALUE);
        return subscriptions
                .parked(name)
                .skip(skip)
                .take(PARKED + 1L)
                .map(Consumers::json)
                .collectList()
                .flatMap(page -> Json.ok(
                        Json.object().put("more", page.size() > PARKED).set("parked", Json.array(shown(page)))));
    }

    private static List<ObjectNode> shown(List<ObjectNode> page) {
        return page.subList(0, Math.min(PARKED, page.size()));
    }

    private static ObjectNode json(ParkedCommit parked) {
        ObjectNode json = Json.object()
                .put("slice", parked.slice())
                .put("tenant", parked.tenantId())
                .put("stream", parked.streamId())
                .put("sequence", parked.commitSequence())
                .put("checkpoint", parked.checkpoint())
                .put("attempts", parked.attempts())
                .put("parkedAt", parked.parkedAt().toString());
        if (parked.error() != null) {
            json.put("error", parked.error());
        }
        return parked.message() == null ? json : json.put("message", parked.message());
    }
}
