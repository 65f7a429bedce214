package io.aett.reactive.process;

import io.aett.reactive.StateEntry;
import io.aett.reactive.StateStore;
import io.aett.reactive.internal.StateFormat;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The timers that wait for a relay, as states in the order in which they are due. */
final class DueTimers {

    private static final char SEPARATOR = '/';
    private static final char AFTER_SEPARATOR = '0';
    private static final String SPACE = "aett.timers/";
    private static final StateFormat<Stored> FORMAT = StateFormat.of("timer", Stored.class);

    private final StateStore states;
    private final String space;

    DueTimers(StateStore states, String relay) {
        this.states = states;
        this.space = SPACE + relay;
    }

    record Stored(String tenant, String saga, String name, String due, UUID commit, long revision) {

        Stored {
            Objects.requireNonNull(tenant, "tenant");
            Objects.requireNonNull(saga, "saga");
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(commit, "commit");
            Instant.parse(due);
        }

        static Stored of(PendingTimer timer) {
            return new Stored(
                    timer.tenantId(),
                    timer.sagaId(),
                    timer.name(),
                    timer.due().toString(),
                    timer.commitId(),
                    timer.revision());
        }

        PendingTimer timer() {
            return new PendingTimer(tenant, saga, name, Instant.parse(due), commit, revision);
        }
    }

    /** Once, however often. */
    Mono<Void> add(PendingTimer timer) {
        return states.create(space, key(timer), FORMAT.encode(Stored.of(timer))).then();
    }

    Mono<Void> remove(PendingTimer timer) {
        return states.get(space, key(timer)).flatMap(this::remove);
    }

    Mono<Void> remove(StateEntry entry) {
        return states.remove(entry).then();
    }

    /** Those that are due, the first due first; not looked into, so that one that cannot be read is nothing to the others. */
    Flux<StateEntry> at(Instant now) {
        String after = time(now) + AFTER_SEPARATOR;
        return states.scan(space, "").takeWhile(entry -> entry.key().compareTo(after) < 0);
    }

    /** All of them, the first due first. */
    Flux<PendingTimer> all() {
        return states.scan(space, "").map(DueTimers::timer);
    }

    static PendingTimer timer(StateEntry entry) {
        return FORMAT.decode(entry.key(), entry.value()).timer();
    }

    private static String key(PendingTimer timer) {
        return time(timer.due()) + SEPARATOR + Ids.ofTimer(timer);
    }

    /** As a text of fixed length that is ordered as time is. */
    private static String time(Instant time) {
        return String.format("%016x%08x", time.getEpochSecond() ^ Long.MIN_VALUE, time.getNano());
    }
}
