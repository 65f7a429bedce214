package io.aett.reactive.explorer;

import io.aett.reactive.Commit;
import io.aett.reactive.MalformedDataException;
import io.aett.reactive.PersistenceManagement;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import tools.jackson.databind.node.ObjectNode;

/** A commit of the log, or one that cannot be decoded: exactly one of the two is there. */
record LogItem(@Nullable Commit commit, @Nullable MalformedDataException broken) {

    static LogItem of(Commit commit) {
        return new LogItem(commit, null);
    }

    static ObjectNode json(MalformedDataException broken) {
        return Json.object()
                .put("tenant", broken.tenantId())
                .put("stream", broken.streamId())
                .put("sequence", broken.commitSequence())
                .put("checkpoint", broken.checkpoint())
                .set("problem", Problem.of(broken).json());
    }

    /** The log between two checkpoints, the first exclusive; what cannot be decoded is an item of its own and ends nothing. */
    static Flux<LogItem> between(PersistenceManagement log, long from, long to, int atMost) {
        return goingOn(from, reached -> log.getFrom(reached).takeWhile(commit -> commit.checkpointToken() <= to))
                .takeWhile(item -> item.broken() == null || item.broken().checkpoint() <= to)
                .take(atMost);
    }

    /** What comes next, without end. */
    static Flux<LogItem> follow(PersistenceManagement log, long from) {
        return goingOn(from, log::follow);
    }

    private static Flux<LogItem> goingOn(long from, LongFunction<Flux<Commit>> read) {
        return Flux.defer(() -> {
            long[] reached = {from};
            boolean[] ended = {false};
            return Flux.defer(() -> read.apply(reached[0]))
                    .map(commit -> {
                        reached[0] = commit.checkpointToken();
                        return of(commit);
                    })
                    .doOnComplete(() -> ended[0] = true)
                    .onErrorResume(MalformedDataException.class, failure -> {
                        if (failure.checkpoint() <= reached[0]) {
                            return Flux.error(failure);
                        }
                        reached[0] = failure.checkpoint();
                        return Flux.just(new LogItem(null, failure));
                    })
                    .repeat(() -> !ended[0]);
        });
    }
}
