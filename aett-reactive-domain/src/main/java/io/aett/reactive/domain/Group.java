package io.aett.reactive.domain;

import io.aett.reactive.Commit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Updates whose events are one commit, and those between them that have none: what these are told rests on what is stored before
 * them, so they wait for it too.
 */
final class Group<T> {

    private final List<Update<T, ?>> members = new ArrayList<>();
    private int writers;
    private @Nullable Update<T, ?> last;

    /** Whether this update, which was decided behind all of these, can be one of them. */
    boolean takes(Update<T, ?> next) {
        return last == null || !next.hasEvents() || last.headers().equals(next.headers());
    }

    void add(Update<T, ?> next) {
        members.add(next);
        if (next.hasEvents()) {
            writers++;
            last = next;
        }
    }

    List<Update<T, ?>> members() {
        return members;
    }

    /** How many of them have events. */
    int writers() {
        return writers;
    }

    /** Those with events, in order. */
    List<Update<T, ?>> writing() {
        return members.stream().filter(Update::hasEvents).toList();
    }

    /** The last one with events, whose instance has all of them. */
    @Nullable
    Update<T, ?> last() {
        return last;
    }

    /** The first one with events, whose instance has its own only. */
    Group<T> first() {
        Group<T> first = new Group<>();
        first.add(writing().get(0));
        return first;
    }

    boolean isNamed(UUID commitId) {
        return last != null && commitId.equals(last.options().commitId().orElse(null));
    }

    /** Takes out those at the beginning whose outcome rests on what is stored already. */
    List<Update<T, ?>> takeSettled() {
        int settled = 0;
        while (settled < members.size() && !members.get(settled).hasEvents()) {
            settled++;
        }
        List<Update<T, ?>> beginning = members.subList(0, settled);
        List<Update<T, ?>> taken = List.copyOf(beginning);
        beginning.clear();
        return taken;
    }

    /** Stores what they raised. A commit that is of one of them alone has his context; one that several share has none. */
    Mono<Commit> save(Keeping<T> keeping) {
        Update<T, ?> saving = Objects.requireNonNull(last, "last");
        Mono<Commit> saved = stored(keeping, saving);
        return writers == 1 ? saved.contextWrite(saving.context()) : saved;
    }

    private Mono<Commit> stored(Keeping<T> keeping, Update<T, ?> saving) {
        return keeping.save(
                        saving.instance(),
                        saving.headers(),
                        saving.options().commitId().orElse(null))
                .switchIfEmpty(Mono.error(() -> new IllegalStateException("the store did not tell what it stored")));
    }

    /** Everything is stored: brings all instances where the commit has left them. */
    void stored(Commit stored) {
        for (Update<T, ?> member : members) {
            if (member != last) {
                member.changes().storedWithin(stored);
            }
        }
    }
}
