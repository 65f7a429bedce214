package io.aett.reactive.explorer;

import io.aett.reactive.Commit;
import io.aett.reactive.EventStore;
import io.aett.reactive.Snapshot;
import io.aett.reactive.StaleSnapshotException;
import io.aett.reactive.StreamHead;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.web.reactive.function.server.HandlerFunction;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code GET /state}: what a stream had come to at a revision, and what that revision changed. */
final class States implements HandlerFunction<ServerResponse> {

    private final EventStore store;
    private final Texts texts;
    private final List<StateView> views;
    private final int eventsPerFold;

    States(EventStore store, Texts texts, ExplorerOptions options) {
        this.store = store;
        this.texts = texts;
        this.views = options.views();
        this.eventsPerFold = options.eventsPerFold();
    }

    @Override
    public Mono<ServerResponse> handle(ServerRequest request) {
        String tenant = Params.required(request, "tenant");
        String stream = Params.required(request, "stream");
        long asked = Params.number(request, "revision", Long.MAX_VALUE, 1, Long.MAX_VALUE);
        StateView view = views.stream()
                .filter(each -> each.shows(stream))
                .findFirst()
                .orElseThrow(() -> Problem.NO_VIEW.because("no StateView shows this stream"));
        return store.commits()
                .head(tenant, stream)
                .switchIfEmpty(Mono.error(() -> Problem.NO_SUCH_STREAM.because("nothing was stored in it")))
                .flatMap(head -> fold(view, head, asked == Long.MAX_VALUE ? head.headRevision() : asked))
                .flatMap(Json::ok);
    }

    private Mono<ObjectNode> fold(StateView view, StreamHead head, long revision) {
        if (revision > head.headRevision()) {
            return Mono.error(Problem.NO_SUCH_REVISION.because("its head is revision " + head.headRevision()));
        }
        return begin(view, head, revision).flatMap(fold -> {
            long events = revision - fold.reached;
            return events > eventsPerFold
                    ? Mono.error(Problem.FOLD_TOO_LONG.because(
                            events + " events lead to revision " + revision + ", and the limit is " + eventsPerFold))
                    : store.commits()
                            .get(head.tenantId(), head.streamId(), fold.reached + 1, revision)
                            .collect(() -> fold, Fold::add)
                            .map(done -> done.json(head));
        });
    }

    /** A snapshot of the revision itself would hide what the revision changed. */
    private Mono<Fold> begin(StateView view, StreamHead head, long revision) {
        Mono<Fold> anew = Mono.fromSupplier(() -> new Fold(view, texts, revision, null));
        if (!view.readsSnapshots() || head.snapshotRevision() == 0 || revision == 1) {
            return anew;
        }
        return store.snapshots()
                .get(head.tenantId(), head.streamId(), revision - 1)
                .onErrorResume(StaleSnapshotException.class, stale -> Mono.empty())
                .map(snapshot -> new Fold(view, texts, revision, snapshot))
                .switchIfEmpty(anew);
    }

    /** A fold at work. For one subscriber. */
    private static final class Fold {

        private final StateView view;
        private final Texts texts;
        private final long revision;
        private final long began;
        private long reached;
        private Object state;
        private JsonNode before = JsonNodeFactory.instance.nullNode();
        private String topic = "";

        Fold(StateView view, Texts texts, long revision, @Nullable Snapshot snapshot) {
            this.view = view;
            this.texts = texts;
            this.revision = revision;
            this.began = snapshot == null ? 0 : snapshot.streamRevision();
            this.reached = began;
            this.state = guarded(() -> snapshot == null ? view.initial() : view.fromSnapshot(snapshot.payload()));
        }

        /** What is shown is taken at once: the state may be one that changes in place. */
        void add(Commit commit) {
            long skipped = Math.max(0, reached - commit.firstRevision() + 1);
            commit.events().stream().skip(skipped).limit(revision - reached).forEach(event -> {
                if (reached == revision - 1 && reached > 0) {
                    before = tree();
                }
                topic = Texts.topic(event);
                state = guarded(() -> view.next(state, event.body()));
                reached++;
            });
        }

        private JsonNode tree() {
            return guarded(() -> texts.tree(state));
        }

        private <T> T guarded(Supplier<T> work) {
            try {
                return work.get();
            } catch (RuntimeException e) {
                throw Problem.FOLD_FAILED.because("view " + view.name() + ", behind revision " + reached + ": "
                        + e.getClass().getSimpleName() + (e.getMessage() == null ? "" : ": " + e.getMessage()));
            }
        }

        ObjectNode json(StreamHead head) {
            JsonNode now = tree();
            return Json.object()
                    .put("view", view.name())
                    .put("revision", revision)
                    .put("head", head.headRevision())
                    .put("snapshot", began)
                    .put("topic", topic)
                    .put("text", texts.pretty(now))
                    .set("changes", Json.array(JsonDiff.between(before, now)));
        }
    }
}
