package io.aett.reactive.explorer;

import io.aett.reactive.Commit;
import io.aett.reactive.EventStore;
import io.aett.reactive.MalformedDataException;
import io.aett.reactive.StreamHead;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.node.ObjectNode;

/** {@code GET /stream}: a page of a stream's events, newest first. {@code GET /commit}: the commit at a checkpoint. */
final class StreamPages {

    private static final int EVENTS = 50;
    private static final int MOST_EVENTS = 200;

    private final EventStore store;
    private final Texts texts;
    private final List<StateView> views;

    StreamPages(EventStore store, Texts texts, ExplorerOptions options) {
        this.store = store;
        this.texts = texts;
        this.views = options.views();
    }

    Mono<ServerResponse> stream(ServerRequest request) {
        String tenant = Params.required(request, "tenant");
        String stream = Params.required(request, "stream");
        long before = Params.number(request, "before", Long.MAX_VALUE, 1, Long.MAX_VALUE);
        long size = Params.number(request, "size", EVENTS, 1, MOST_EVENTS);
        return store.commits()
                .head(tenant, stream)
                .switchIfEmpty(Mono.error(() -> Problem.NO_SUCH_STREAM.because("nothing was stored in it")))
                .flatMap(head -> page(head, before, size))
                .flatMap(Json::ok);
    }

    private Mono<ObjectNode> page(StreamHead head, long before, long size) {
        long to = Math.min(head.headRevision(), before - 1);
        long from = Math.max(1, to - size + 1);
        return commits(head, from, to).map(found -> {
            Collections.reverse(found);
            ObjectNode answer = Json.object()
                    .put("tenant", head.tenantId())
                    .put("stream", head.streamId())
                    .put("revision", head.headRevision())
                    .put("sequence", head.headSequence())
                    .put("snapshot", head.snapshotRevision())
                    .put("from", from)
                    .put("to", to)
                    .set("commits", Json.array(found));
            views.stream()
                    .filter(view -> view.shows(head.streamId()))
                    .findFirst()
                    .ifPresent(view -> answer.put("view", view.name()));
            return answer;
        });
    }

    private Mono<List<ObjectNode>> commits(StreamHead head, long from, long to) {
        return Flux.defer(() -> {
                    long[] reached = {from - 1};
                    return read(head, from, to)
                            .doOnNext(commit -> reached[0] = commit.streamRevision())
                            .map(commit -> texts.commit(commit, from, to))
                            .onErrorResume(
                                    MalformedDataException.class, broken -> oneByOne(head, reached[0] + 1, from, to));
                })
                .collect(ArrayList::new, List::add);
    }

    /** What lies behind a commit that cannot be decoded is reached by reading each revision on its own. */
    private Flux<ObjectNode> oneByOne(StreamHead head, long next, long from, long to) {
        return Flux.range(0, (int) Math.max(0, to - next + 1))
                .map(i -> next + i)
                .concatMap(
                        revision -> read(head, revision, revision)
                                .map(commit -> texts.commit(commit, from, to))
                                .onErrorResume(MalformedDataException.class, broken -> Flux.just(LogItem.json(broken))),
                        1)
                .distinctUntilChanged(commit -> commit.get("sequence").asLong());
    }

    private Flux<Commit> read(StreamHead head, long from, long to) {
        return store.commits().get(head.tenantId(), head.streamId(), from, to);
    }

    Mono<ServerResponse> commit(ServerRequest request) {
        long checkpoint = Params.number(request, "checkpoint", 0, 1, Long.MAX_VALUE);
        return store.management()
                .head()
                .filter(head -> checkpoint <= head)
                .flatMap(head -> LogItem.between(store.management(), checkpoint - 1, checkpoint, 1)
                        .next())
                .map(item -> item.commit() == null
                        ? LogItem.json(Objects.requireNonNull(item.broken()))
                        : texts.commit(
                                item.commit(),
                                Math.max(1, item.commit().streamRevision() - MOST_EVENTS + 1),
                                Long.MAX_VALUE))
                .switchIfEmpty(Mono.error(
                        () -> Problem.NO_SUCH_COMMIT.because("there is no commit at checkpoint " + checkpoint)))
                .flatMap(Json::ok);
    }
}
