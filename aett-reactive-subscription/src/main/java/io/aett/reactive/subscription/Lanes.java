package io.aett.reactive.subscription;

import io.aett.reactive.subscription.Names.Stream;
import java.util.ArrayList;
import java.util.List;
import reactor.core.publisher.Mono;

/**
 * The lanes, beside each other. A stream has one, so its commits are worked off in order. In transactions a slice has one: its commits and its
 * checkpoint move together.
 */
final class Lanes {

    /** Something to be done in the lane of its stream. */
    sealed interface Job permits Entry, Replay {}

    /** What was set aside of a stream. */
    record Replay(Tenure tenure, Stream stream) implements Job, Lane.Alone {}

    private final boolean bySlice;
    private final List<Lane<Job>> lanes = new ArrayList<>();

    Lanes(Settings settings, Worker worker) {
        Handling handling = settings.handling();
        bySlice = handling.transactional();
        int count = bySlice ? settings.slices() : settings.concurrency();
        for (int i = 0; i < count; i++) {
            lanes.add(new Lane<>(handling.maxCommits(), handling.within(), settings.scheduler(), worker::work));
        }
    }

    void offer(Entry entry, int hash) {
        lane(entry.tenure(), hash).offer(entry);
    }

    void replay(Tenure tenure, Stream stream) {
        lane(tenure, Names.hash(stream.tenantId(), stream.streamId())).offer(new Replay(tenure, stream));
    }

    private Lane<Job> lane(Tenure tenure, int hash) {
        return lanes.get(bySlice ? tenure.slice() : Names.lane(hash, lanes.size()));
    }

    /** Works, for ever. */
    Mono<Void> working() {
        return Mono.when(lanes);
    }
}
