package io.aett.reactive.subscription;

import io.aett.reactive.StateEntry;
import io.aett.reactive.StateOutcomeUnknownException;
import io.aett.reactive.StateStore;
import io.aett.reactive.StorageException;
import io.aett.reactive.serialization.JacksonEventSerializer;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;

/** Values in states: eight bytes of checkpoint, and the value as JSON. */
final class StateProjectionStore<V> implements ProjectionStore<String, V> {

    private final StateStore states;
    private final String space;
    private final ObjectWriter writer;
    private final ObjectReader reader;

    StateProjectionStore(StateStore states, String name, Class<V> type) {
        this.states = Objects.requireNonNull(states, "states");
        this.space = "aett.projection/" + Names.requireValidName(name);
        JsonMapper json = JacksonEventSerializer.mapperBuilder().build();
        this.writer = json.writerFor(type);
        this.reader = json.readerFor(type);
    }

    @Override
    public Mono<Projected<String, V>> get(String key) {
        return states.get(space, key).map(this::decoded);
    }

    @Override
    public Flux<Projected<String, V>> all() {
        return states.scan(space, "").map(this::decoded);
    }

    /** A change that may or may not have taken effect is followed by a look, which finds it or not. */
    @Override
    public Mono<Void> change(String key, Function<Optional<Projected<String, V>>, Projected<String, V>> change) {
        return Mono.defer(() -> states.get(space, key)
                        .map(Optional::of)
                        .defaultIfEmpty(Optional.empty())
                        .flatMap(entry -> put(key, entry, change))
                        .onErrorResume(StateOutcomeUnknownException.class, unknown -> Mono.empty()))
                .repeatWhenEmpty(again -> again)
                .then();
    }

    /** Empty when somebody else was faster. */
    private Mono<Boolean> put(
            String key,
            Optional<StateEntry> entry,
            Function<Optional<Projected<String, V>>, Projected<String, V>> change) {
        Optional<Projected<String, V>> now = entry.map(this::decoded);
        Projected<String, V> next = change.apply(now);
        if (now.isPresent() && now.get().equals(next)) {
            return Mono.just(true);
        }
        byte[] bytes = encoded(next);
        return entry.map(known -> states.replace(known, bytes))
                .orElseGet(() -> states.create(space, key, bytes))
                .map(put -> true);
    }

    @Override
    public Mono<Void> clear() {
        return states.scan(space, "").concatMap(states::remove).then();
    }

    @Override
    public boolean isDurable() {
        return true;
    }

    private byte[] encoded(Projected<String, V> projected) {
        byte[] json = writer.writeValueAsBytes(projected.value());
        return ByteBuffer.allocate(Long.BYTES + json.length)
                .putLong(projected.checkpoint())
                .put(json)
                .array();
    }

    private Projected<String, V> decoded(StateEntry entry) {
        byte[] bytes = entry.value();
        if (bytes.length <= Long.BYTES) {
            throw unreadable(entry, null);
        }
        try {
            V value = reader.readValue(bytes, Long.BYTES, bytes.length - Long.BYTES);
            if (value == null) {
                throw unreadable(entry, null);
            }
            return new Projected<>(entry.key(), value, ByteBuffer.wrap(bytes).getLong());
        } catch (JacksonException e) {
            throw unreadable(entry, e);
        }
    }

    private StorageException unreadable(StateEntry entry, @Nullable Throwable cause) {
        return new StorageException(
                "the value " + entry.key() + " of " + space + " is not of the class that it is read as; after a"
                        + " change of the class rebuild the projection under a new name",
                cause);
    }
}
