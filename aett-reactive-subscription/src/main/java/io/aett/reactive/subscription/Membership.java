package io.aett.reactive.subscription;

import io.aett.reactive.StateEntry;
import io.aett.reactive.StateStore;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** How a run without a slice lets the others know that it is there. Those that own one are seen by their leases. One step at a time. */
final class Membership {

    private final Settings settings;
    private final StateStore states;
    private final String key;
    private @Nullable StateEntry entry;
    private long beats;

    Membership(Settings settings, String run) {
        this.settings = settings;
        this.states = settings.store().states();
        this.key = Names.member(run);
    }

    /** Renews what is shown, or takes it away. */
    Mono<Void> show(boolean waiting) {
        return waiting ? beat() : leave();
    }

    Mono<Void> leave() {
        return Mono.defer(() -> {
            StateEntry shown = entry;
            entry = null;
            return shown == null ? Mono.empty() : states.remove(shown).then();
        });
    }

    private Mono<Void> beat() {
        StateEntry shown = entry;
        byte[] value = Format.MEMBER.encode(new Member(++beats, settings.term().toMillis()));
        Mono<StateEntry> first = states.create(settings.space(), key, value)
                .switchIfEmpty(states.get(settings.space(), key))
                .doOnNext(created -> entry = created)
                .delayUntil(created -> Bell.ring(states));
        return shown == null
                ? first.then()
                : states.replace(shown, value)
                        .doOnNext(renewed -> entry = renewed)
                        .switchIfEmpty(Mono.fromRunnable(() -> entry = null))
                        .then();
    }
}
