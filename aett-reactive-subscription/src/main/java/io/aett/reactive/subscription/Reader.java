package io.aett.reactive.subscription;

import io.aett.reactive.MalformedDataException;
import io.aett.reactive.PersistenceManagement;
import reactor.core.publisher.Flux;

/** Reads the log with what cannot be decoded in it. Following outlasts a store that is not available by itself. */
final class Reader {

    private final PersistenceManagement log;

    Reader(PersistenceManagement log) {
        this.log = log;
    }

    /** Everything behind where the reading begins, for ever. */
    Flux<Delivery> follow(Reading reading) {
        return Flux.defer(() -> {
            long[] reached = {reading.from()};
            return Flux.defer(() -> log.follow(reached[0]))
                    .map(commit -> {
                        reached[0] = commit.checkpointToken();
                        return Delivery.of(reading, commit);
                    })
                    .onErrorResume(MalformedDataException.class, failure -> {
                        if (failure.checkpoint() <= reached[0]) {
                            return Flux.error(failure);
                        }
                        reached[0] = failure.checkpoint();
                        return Flux.just(Delivery.of(reading, failure));
                    })
                    .repeat();
        });
    }
}
