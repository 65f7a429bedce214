package io.aett.reactive.explorer;

import io.aett.reactive.Commit;
import io.aett.reactive.EventStore;
import io.aett.reactive.StreamHead;
import io.aett.reactive.spi.StreamKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.springframework.web.reactive.function.server.HandlerFunction;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code GET /streams}: the streams of a piece of the log, latest first. Stores have no list of streams, so the last commits are looked
 * at, and further ones when asked for; a stream that is named in full is found wherever it is.
 */
final class StreamListing implements HandlerFunction<ServerResponse> {

    /** In how many tenants a stream is looked for when none is named. */
    private static final int TENANTS = 8;

    private final EventStore store;
    private final int commitsPerLook;

    StreamListing(EventStore store, ExplorerOptions options) {
        this.store = store;
        this.commitsPerLook = options.commitsPerLook();
    }

    @Override
    public Mono<ServerResponse> handle(ServerRequest request) {
        String tenant = Params.text(request, "tenant");
        String search = Params.text(request, "search");
        long before = Params.number(request, "before", 0, 1, Long.MAX_VALUE);
        return store.management()
                .head()
                .map(head -> before == 0 ? head : Math.min(head, before))
                .flatMap(to -> look(new Look(tenant, search, Math.max(0, to - commitsPerLook), to, before == 0)))
                .flatMap(Json::ok);
    }

    private Mono<ObjectNode> look(Look look) {
        return LogItem.between(store.management(), look.from, look.to, commitsPerLook)
                .collect(() -> look, Look::add)
                .flatMap(done -> named(done).map(done::json));
    }

    /** The stream whose id is what is searched for, in the tenant or in those that were seen, if it was not among the last commits. */
    private Mono<List<ObjectNode>> named(Look look) {
        Collection<String> tenants = look.tenant.isEmpty() ? look.tenants : Set.of(look.tenant);
        if (!look.first || !isId(look.search)) {
            return Mono.just(List.of());
        }
        return Flux.fromIterable(tenants)
                .take(TENANTS)
                .filter(tenant -> isId(tenant) && !look.has(tenant, look.search))
                .concatMap(tenant -> store.commits().head(tenant, look.search))
                .map(StreamListing::row)
                .collectList();
    }

    private static boolean isId(String text) {
        try {
            StreamKey.requireValidId("id", text);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static ObjectNode row(StreamHead head) {
        return Json.object()
                .put("tenant", head.tenantId())
                .put("stream", head.streamId())
                .put("revision", head.headRevision())
                .put("sequence", head.headSequence());
    }

    /** What was seen in a piece of the log. For one subscriber. */
    private static final class Look {

        private final String tenant;
        private final String search;
        private final String lower;
        private final long from;
        private final long to;
        private final boolean first;
        private final Set<String> tenants = new LinkedHashSet<>();
        private final Map<StreamKey, ObjectNode> rows = new LinkedHashMap<>();
        private final List<ObjectNode> broken = new ArrayList<>();
        private int commits;

        Look(String tenant, String search, long from, long to, boolean first) {
            this.tenant = tenant;
            this.search = search;
            this.lower = search.toLowerCase(Locale.ROOT);
            this.from = from;
            this.to = to;
            this.first = first;
        }

        void add(LogItem item) {
            commits++;
            if (item.broken() != null) {
                broken.add(LogItem.json(item.broken()));
            } else if (item.commit() != null) {
                add(item.commit());
            }
        }

        private void add(Commit commit) {
            tenants.add(commit.tenantId());
            if ((tenant.isEmpty() || tenant.equals(commit.tenantId()))
                    && commit.streamId().toLowerCase(Locale.ROOT).contains(lower)) {
                StreamKey key = new StreamKey(commit.tenantId(), commit.streamId());
                ObjectNode seen = rows.remove(key);
                rows.put(
                        key,
                        Texts.place(commit)
                                .put(
                                        "topic",
                                        Texts.topic(commit.events()
                                                .get(commit.events().size() - 1)))
                                .put(
                                        "commits",
                                        seen == null ? 1 : seen.get("commits").asInt() + 1));
            }
        }

        boolean has(String tenantId, String streamId) {
            return rows.containsKey(new StreamKey(tenantId, streamId));
        }

        ObjectNode json(List<ObjectNode> named) {
            List<ObjectNode> latestFirst = new ArrayList<>(rows.values());
            Collections.reverse(latestFirst);
            return Json.object()
                    .put("from", from)
                    .put("to", to)
                    .put("commits", commits)
                    .set("named", Json.array(named))
                    .set("streams", Json.array(latestFirst))
                    .set("broken", Json.array(broken))
                    .set(
                            "tenants",
                            Json.array(tenants.stream()
                                    .map(JsonNodeFactory.instance::stringNode)
                                    .toList()));
        }
    }
}
