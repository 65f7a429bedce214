package io.aett.reactive.subscription;

import io.aett.reactive.CommitIds;
import io.aett.reactive.StateStore;
import java.nio.charset.StandardCharsets;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** One entry for all subscriptions of a store, so that being heard within a second costs a process two small reads a second, not two for each subscription. */
final class Bell {

    private Bell() {}

    /** Who loses the race was rung for by who won it. */
    static Mono<Void> ring(StateStore states) {
        return Mono.defer(() -> {
            byte[] value = CommitIds.shared().get().toString().getBytes(StandardCharsets.US_ASCII);
            return states.get(Names.BELLS, Names.BELL)
                    .flatMap(entry -> states.replace(entry, value))
                    .switchIfEmpty(Mono.defer(() -> states.create(Names.BELLS, Names.BELL, value)))
                    .then();
        });
    }

    static Flux<?> rung(StateStore states) {
        return states.changes(Names.BELLS, Names.BELL);
    }
}
