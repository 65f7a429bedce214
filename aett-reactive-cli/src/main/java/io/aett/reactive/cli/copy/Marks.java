package io.aett.reactive.cli.copy;

import io.aett.reactive.CommitIds;
import io.aett.reactive.StateEntry;
import io.aett.reactive.StateOutcomeUnknownException;
import io.aett.reactive.StateStore;
import io.aett.reactive.internal.StateFormat;
import java.util.UUID;
import reactor.core.publisher.Mono;

/** How far a copy is: a state of the store that is copied into, which never goes back by itself. */
final class Marks {

    static final String SPACE = "aett.copies";

    private static final UUID NAMESPACE = UUID.fromString("5b0e9a52-6a0c-4e6f-9d5e-0d5c4a3c7f11");
    private static final StateFormat<Mark> FORMAT = StateFormat.of("copy", Mark.class);

    private final StateStore states;
    private final String from;
    private final String key;

    /** @param from the name of the source */
    Marks(StateStore states, String from) {
        this.states = states;
        this.from = from;
        this.key = CommitIds.derived(NAMESPACE, from).toString();
    }

    /**
     * What is stored.
     *
     * @param from the source, for people
     * @param place everything up to there is stored
     */
    record Mark(String from, long place) {}

    /** The place up to which everything is stored; 0 if that is not known. */
    Mono<Long> reached() {
        return states.get(SPACE, key)
                .map(entry -> FORMAT.decode(key, entry.value()).place())
                .defaultIfEmpty(0L);
    }

    /** Everything up to there is stored. */
    Mono<Void> reach(long place) {
        byte[] value = FORMAT.encode(new Mark(from, place));
        return states.get(SPACE, key)
                .flatMap(entry -> isThere(entry, place) ? Mono.just(entry) : states.replace(entry, value))
                .switchIfEmpty(Mono.defer(() -> states.create(SPACE, key, value)))
                .onErrorResume(StateOutcomeUnknownException.class, unknown -> Mono.empty())
                .repeatWhenEmpty(again -> again)
                .then();
    }

    private boolean isThere(StateEntry entry, long place) {
        return FORMAT.decode(key, entry.value()).place() >= place;
    }
}
