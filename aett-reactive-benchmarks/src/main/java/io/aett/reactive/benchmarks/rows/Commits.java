package io.aett.reactive.benchmarks.rows;

import io.aett.reactive.Commit;
import io.aett.reactive.CommitIds;
import io.aett.reactive.EventMessage;
import io.aett.reactive.benchmarks.model.ItemAdded;
import io.aett.reactive.benchmarks.subject.Subject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Commits to write, and writing many of them. */
final class Commits {

    private static final CommitIds IDS = new CommitIds();
    private static final int STREAMS_AT_ONCE = 64;

    private Commits() {}

    /** A commit of one event. */
    static Commit of(String stream, long sequence) {
        return of(stream, sequence, 1);
    }

    /** A commit of so many events. */
    static Commit of(String stream, long sequence, int events) {
        List<EventMessage> messages = new ArrayList<>(events);
        for (int i = 0; i < events; i++) {
            messages.add(EventMessage.of(ItemAdded.number(sequence * events + i)));
        }
        return new Commit(
                Subject.TENANT, stream, sequence * events, IDS.get(), sequence, Instant.now(), Map.of(), messages, 0);
    }

    /** Writes so many commits to the end of each stream, the first with the sequence after {@code from}. */
    static void fill(Subject subject, List<String> streams, long from, int commits, int events) {
        Flux.fromIterable(streams)
                .flatMap(stream -> fill(subject, stream, from, commits, events), STREAMS_AT_ONCE)
                .then()
                .block();
    }

    private static Mono<Void> fill(Subject subject, String stream, long from, int commits, int events) {
        return Flux.range(1, commits)
                .concatMap(n -> subject.store().commits().commit(of(stream, from + n, events)))
                .then();
    }

    /** The same streams in the raw counterpart. */
    static void fillRaw(Subject subject, List<String> streams, int commits) {
        Flux.fromIterable(streams)
                .flatMap(
                        stream -> Flux.range(1, commits)
                                .concatMap(n -> subject.raw()
                                        .append(Math.floorMod(stream.hashCode(), 8), stream, n, ItemAdded.number(n)))
                                .then(),
                        8)
                .then()
                .block();
    }
}
