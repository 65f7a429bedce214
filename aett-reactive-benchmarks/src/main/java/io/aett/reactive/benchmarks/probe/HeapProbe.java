package io.aett.reactive.benchmarks.probe;

import io.aett.reactive.Commit;
import io.aett.reactive.CommitIds;
import io.aett.reactive.EventMessage;
import io.aett.reactive.EventStore;
import io.aett.reactive.benchmarks.model.ItemAdded;
import io.aett.reactive.benchmarks.subject.Subject;
import io.aett.reactive.benchmarks.subject.Subjects;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import reactor.core.publisher.Flux;

/** Reads very many events and looks, ten times on the way, at what is alive in the heap. */
public final class HeapProbe {

    /** Instead of an address: the data is in this JVM, and does not count. */
    public static final String IN_MEMORY = "memory";

    /** In how many streams the events are, each with commits of equal size. */
    public static final int STREAMS = 4;

    /** The ways of reading, in the order in which they are said. */
    public static final List<String> WAYS = List.of("get", "getFrom", "follow");

    private static final int LOOKS = 10;
    private static final int EVENTS_PER_COMMIT = 10;

    private HeapProbe() {}

    /** The names of the streams. */
    public static List<String> streams() {
        return IntStream.range(0, STREAMS).mapToObj(n -> "heap-" + n).toList();
    }

    /** Arguments: the store's address, the number of events. */
    public static void main(String[] arguments) {
        int commits = Integer.parseInt(arguments[1]) / EVENTS_PER_COMMIT / STREAMS * STREAMS;
        EventStore store = Subjects.open(arguments[0]);
        long data = 0;
        if (arguments[0].equals(IN_MEMORY)) {
            long before = live();
            streams().forEach(stream -> fill(store, stream, commits / STREAMS));
            data = live() - before;
        }
        Flux<Commit> get =
                Flux.fromIterable(streams()).concatMap(stream -> store.commits().get(Subject.TENANT, stream));
        say("get", get, commits, data);
        say("getFrom", store.management().getFrom(0), commits, data);
        say("follow", store.management().follow(0).take(commits), commits, data);
        System.exit(0);
    }

    private static void say(String way, Flux<Commit> reading, int commits, long data) {
        long[] read = new long[1];
        long[] most = new long[1];
        int between = Math.max(1, commits / LOOKS);
        reading.doOnNext(commit -> {
                    if (++read[0] % between == 0) {
                        most[0] = Math.max(most[0], live());
                    }
                })
                .then()
                .block();
        if (read[0] != commits) {
            throw new IllegalStateException(way + " read " + read[0] + " commits of " + commits);
        }
        Probe.say(way, (most[0] - data + (1 << 19)) >> 20);
    }

    private static long live() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private static void fill(EventStore store, String stream, int commits) {
        CommitIds ids = new CommitIds();
        Flux.range(1, commits)
                .concatMap(n -> store.commits().commit(commit(ids, stream, n)))
                .then()
                .block();
    }

    private static Commit commit(CommitIds ids, String stream, long sequence) {
        List<EventMessage> events = new ArrayList<>(EVENTS_PER_COMMIT);
        for (int i = 0; i < EVENTS_PER_COMMIT; i++) {
            events.add(EventMessage.of(ItemAdded.number(sequence + i)));
        }
        return new Commit(
                Subject.TENANT,
                stream,
                sequence * EVENTS_PER_COMMIT,
                ids.get(),
                sequence,
                Instant.now(),
                Map.of(),
                events,
                0);
    }
}
