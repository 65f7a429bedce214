package io.aett.reactive.subscription;

import io.aett.reactive.StateStore;
import io.aett.reactive.subscription.Names.Stream;
import io.aett.reactive.subscription.Part.Aside;
import io.aett.reactive.subscription.Part.Blocked;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * What is set aside of a slice, as its owner knows it. A stream is changed by its lane alone, and by those who replay and discard, from
 * wherever.
 */
final class SetAside {

    /** A part that may be named or not. */
    private record Begun(String name, Cell<Part> part) {}

    /** A part that is larger takes no further stream; one stream's references may fill it to what a state holds. */
    private static final int ROOM = 32 << 10;

    private static final int FULL = StateStore.MAX_VALUE_BYTES - 4096;

    private final StateStore states;
    private final String space;
    private final String prefix;
    private final Cell<Position> position;
    private final int max;
    private final Supplier<UUID> ids;
    private final List<Cell<Part>> parts;
    private final Queue<Begun> begun = new ConcurrentLinkedQueue<>();

    SetAside(
            StateStore states,
            String space,
            String prefix,
            Cell<Position> position,
            List<Cell<Part>> parts,
            int max,
            Supplier<UUID> ids) {
        this.states = states;
        this.space = space;
        this.prefix = prefix;
        this.position = position;
        this.max = max;
        this.ids = ids;
        this.parts = new CopyOnWriteArrayList<>(parts);
    }

    /** Whether its stream stands still. */
    boolean blocks(Delivery delivery) {
        return !parts.isEmpty() && partOf(delivery.stream()) != null;
    }

    /** What is set aside of a stream, or {@code null}. */
    @Nullable
    Blocked of(Stream stream) {
        Cell<Part> part = partOf(stream);
        return part == null ? null : part.value().of(stream);
    }

    int size() {
        return parts.stream().mapToInt(part -> part.value().size()).sum();
    }

    /**
     * Adds or changes one; false when there is no room for another. Durable when it completes.
     *
     * @param failed whether it failed just now, so that a replay of its stream is over
     */
    Mono<Boolean> put(Stream stream, Aside aside, boolean failed) {
        return Mono.defer(() -> {
            Cell<Part> part = partOf(stream);
            boolean known = part != null && knows(part.value().of(stream), aside);
            if ((!known && size() >= max) || (part != null && sizeOf(part) > FULL)) {
                return Mono.just(false);
            }
            Mono<?> written = part != null || (part = roomy()) != null
                    ? part.update(value ->
                            failed ? value.with(stream, aside).replaying(stream, false) : value.with(stream, aside))
                    : inNewPart(stream, aside);
            return written.thenReturn(true);
        });
    }

    /** Takes one out again. */
    Mono<Void> remove(Stream stream, long checkpoint) {
        Cell<Part> part = partOf(stream);
        return part == null
                ? Mono.empty()
                : part.update(value -> value.without(stream, checkpoint)).then();
    }

    /** Looks what others have changed; gives the streams to replay. */
    Flux<Stream> refresh() {
        return Flux.fromIterable(parts)
                .concatMap(Cell::refresh)
                .concatMapIterable(Part::streams)
                .filter(Blocked::replay)
                .map(blocked -> new Stream(blocked.tenantId(), blocked.streamId()));
    }

    @Nullable
    Cell<Part> partOf(Stream stream) {
        for (Cell<Part> part : parts) {
            if (part.value().of(stream) != null) {
                return part;
            }
        }
        return null;
    }

    private @Nullable Cell<Part> roomy() {
        for (Cell<Part> part : parts) {
            if (sizeOf(part) < ROOM) {
                return part;
            }
        }
        return null;
    }

    /**
     * It counts when the position names it; until then, and for whoever cannot write that, it does not exist. Whether it is named is not
     * known when the attempt fails, so the next one goes on with the same.
     */
    private Mono<Part> inNewPart(Stream stream, Aside aside) {
        return Mono.defer(() -> {
            Begun again = begun.poll();
            return again == null
                    ? create(stream, aside).flatMap(this::named)
                    : again.part()
                            .update(value -> value.with(stream, aside))
                            .doOnError(failure -> begun.add(again))
                            .then(Mono.defer(() -> named(again)));
        });
    }

    private Mono<Begun> create(Stream stream, Aside aside) {
        String name = ids.get().toString();
        Part first = new Part(position.value().epoch(), 0, List.of()).with(stream, aside);
        return states.create(space, prefix + name, Format.PART.encode(first))
                .switchIfEmpty(Mono.error(LeaseLostException::new))
                .map(entry -> new Begun(name, new Cell<>(states, Format.PART, entry)));
    }

    private Mono<Part> named(Begun part) {
        return position.update(now -> now.withPart(part.name()))
                .doOnError(failure -> begun.add(part))
                .map(named -> {
                    parts.add(part.part());
                    return part.part().value();
                });
    }

    private static boolean knows(@Nullable Blocked blocked, Aside aside) {
        return blocked != null
                && blocked.commits().stream().anyMatch(other -> other.checkpoint() == aside.checkpoint());
    }

    private static int sizeOf(Cell<Part> part) {
        return Objects.requireNonNull(Format.PART.encode(part.value())).length;
    }
}
