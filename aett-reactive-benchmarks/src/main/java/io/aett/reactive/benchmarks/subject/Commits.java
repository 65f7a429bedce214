package io.aett.reactive.benchmarks.subject;

import io.aett.reactive.Commit;
import io.aett.reactive.CommitIds;
import io.aett.reactive.EventMessage;
import io.aett.reactive.EventStore;
import io.aett.reactive.benchmarks.model.ItemAdded;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Commits to write, and writing many of them. */
public final class Commits {

    private static final CommitIds IDS = new CommitIds();
    private static final int STREAMS_AT_ONCE = 64;

    private Commits() {}

    /** A commit of one event. */
    public static Commit of(String stream, long sequence) {
        return of(stream, sequence, 1);
    }

    /** A commit of so many events. */
    public static Commit of(String stream, long sequence, int events) {
        List<EventMessage> messages = new ArrayList<>(events);
        for (int i = 0; i < events; i++) {
            messages.add(EventMessage.of(ItemAdded.number(sequence * events + i)));
        }
        return new Commit(
                Subject.TENANT, stream, sequence * events, IDS.get(), sequence, Instant.now(), Map.of(), messages, 0);
    }

    static void fill(EventStore store, List<String> streams, long from, int commits, int events) {
        Flux.fromIterable(streams)
                .flatMap(stream -> fill(store, stream, from, commits, events), STREAMS_AT_ONCE)
                .then()
                .block();
    }

    private static Mono<Void> fill(EventStore store, String stream, long from, int commits, int events) {
        return Flux.range(1, commits)
                .concatMap(n -> store.commits().commit(of(stream, from + n, events)))
                .then();
    }

    static void fillRaw(Raw raw, List<String> streams, long from, int commits) {
        for (String stream : streams) {
            Flux.range(1, commits)
                    .concatMap(n -> raw.append(0, stream, from + n, ItemAdded.number(from + n)))
                    .then()
                    .block();
        }
    }
}
