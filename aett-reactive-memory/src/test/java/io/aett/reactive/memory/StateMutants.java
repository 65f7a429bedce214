package io.aett.reactive.memory;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.aett.reactive.StateEntry;
import io.aett.reactive.spi.StateTable;
import io.aett.reactive.spi.Storage;
import io.aett.reactive.spi.StorageManagement;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import reactor.core.publisher.Mono;

/** What goes wrong with one state at a time. */
final class StateMutants {

    /** Long enough for racers to meet. */
    private static final Duration A_MOMENT = Duration.ofMillis(50);

    private StateMutants() {}

    static final Map<String, UnaryOperator<Storage>> STORAGES = Map.ofEntries(
            Map.entry("create-overwrites", PassingStates.with(CreateOverwrites::new)),
            Map.entry("create-looks-first", PassingStates.with(CreateLooksFirst::new)),
            Map.entry("replace-takes-any-version", PassingStates.with(ReplaceTakesAny::new)),
            Map.entry("replace-looks-first", PassingStates.with(ReplaceLooksFirst::new)),
            Map.entry("replace-creates", PassingStates.with(ReplaceCreates::new)),
            Map.entry("states-are-compared-by-value", PassingStates.with(ComparedByValue::new)),
            Map.entry("versions-are-hashes", PassingStates.with(VersionsAreHashes::new)),
            Map.entry("versions-are-counted", PassingStates.with(VersionsAreCounted::new)),
            Map.entry("remove-takes-any-version", PassingStates.with(RemoveTakesAny::new)),
            Map.entry("remove-always-says-true", PassingStates.with(RemoveSaysTrue::new)),
            Map.entry("states-are-cached", PassingStates.with(Cached::new)),
            Map.entry("empty-values-are-none", PassingStates.with(EmptyIsNone::new)),
            Map.entry("values-are-text", PassingStates.with(ValuesAreText::new)),
            Map.entry(
                    "purge-removes-states",
                    PassingStates.managed(
                            (states, management) -> new Purging(management, tenant -> emptied(states, tenant)))),
            Map.entry(
                    "drop-keeps-states",
                    PassingStates.with(own ->
                            MemoryEventStore.storage(new MemoryCommitLog()).states())));

    private static Mono<Void> emptied(StateTable states, String space) {
        return new PassingStates(states).all(space).concatMap(states::remove).then();
    }

    private static final class CreateOverwrites extends PassingStates {
        CreateOverwrites(StateTable table) {
            super(table);
        }

        @Override
        public Mono<StateEntry> create(String space, String key, byte[] value, String nonce) {
            return table.create(space, key, value, nonce)
                    .switchIfEmpty(table.get(space, key).flatMap(there -> table.replace(there, value, nonce)));
        }
    }

    private static final class CreateLooksFirst extends PassingStates {
        CreateLooksFirst(StateTable table) {
            super(table);
        }

        @Override
        public Mono<StateEntry> create(String space, String key, byte[] value, String nonce) {
            StateEntry entry = new StateEntry(space, key, value, nonce);
            return table.get(space, key)
                    .hasElement()
                    .delayElement(A_MOMENT)
                    .filter(there -> !there)
                    .flatMap(free -> overwritten(entry).thenReturn(entry));
        }

        private Mono<StateEntry> overwritten(StateEntry entry) {
            return table.create(entry.space(), entry.key(), entry.value(), entry.version())
                    .switchIfEmpty(now(entry).flatMap(there -> table.replace(there, entry.value(), entry.version())));
        }
    }

    private static final class ReplaceTakesAny extends PassingStates {
        ReplaceTakesAny(StateTable table) {
            super(table);
        }

        @Override
        public Mono<StateEntry> replace(StateEntry expected, byte[] value, String nonce) {
            return now(expected).flatMap(there -> table.replace(there, value, nonce));
        }
    }

    private static final class ReplaceLooksFirst extends PassingStates {
        ReplaceLooksFirst(StateTable table) {
            super(table);
        }

        @Override
        public Mono<StateEntry> replace(StateEntry expected, byte[] value, String nonce) {
            StateEntry entry = new StateEntry(expected.space(), expected.key(), value, nonce);
            return now(expected)
                    .filter(there -> there.version().equals(expected.version()))
                    .delayElement(A_MOMENT)
                    .flatMap(same -> now(expected))
                    .flatMap(there -> table.replace(there, value, nonce).thenReturn(entry));
        }
    }

    private static final class ReplaceCreates extends PassingStates {
        ReplaceCreates(StateTable table) {
            super(table);
        }

        @Override
        public Mono<StateEntry> replace(StateEntry expected, byte[] value, String nonce) {
            return table.replace(expected, value, nonce)
                    .switchIfEmpty(table.create(expected.space(), expected.key(), value, nonce));
        }
    }

    private static final class ComparedByValue extends PassingStates {
        ComparedByValue(StateTable table) {
            super(table);
        }

        @Override
        public Mono<StateEntry> replace(StateEntry expected, byte[] value, String nonce) {
            return now(expected)
                    .filter(there -> sameBytes(there, expected))
                    .flatMap(there -> table.replace(there, value, nonce));
        }

        @Override
        public Mono<Boolean> remove(StateEntry expected) {
            return now(expected)
                    .filter(there -> sameBytes(there, expected))
                    .flatMap(table::remove)
                    .defaultIfEmpty(false);
        }
    }

    private static final class VersionsAreHashes extends PassingStates {
        VersionsAreHashes(StateTable table) {
            super(table);
        }

        @Override
        public Mono<StateEntry> create(String space, String key, byte[] value, String nonce) {
            return table.create(space, key, value, hash(value));
        }

        @Override
        public Mono<StateEntry> replace(StateEntry expected, byte[] value, String nonce) {
            return table.replace(expected, value, hash(value));
        }

        private static String hash(byte[] value) {
            return UUID.nameUUIDFromBytes(value).toString();
        }
    }

    /** From 1, in each life of an entry. */
    private static final class VersionsAreCounted extends PassingStates {
        VersionsAreCounted(StateTable table) {
            super(table);
        }

        @Override
        public Mono<StateEntry> create(String space, String key, byte[] value, String nonce) {
            return table.create(space, key, value, space + key + "/" + 1);
        }

        @Override
        public Mono<StateEntry> replace(StateEntry expected, byte[] value, String nonce) {
            int number = expected.version().lastIndexOf('/') + 1;
            int next = Integer.parseInt(expected.version().substring(number)) + 1;
            return table.replace(expected, value, expected.version().substring(0, number) + next);
        }
    }

    private static final class RemoveTakesAny extends PassingStates {
        RemoveTakesAny(StateTable table) {
            super(table);
        }

        @Override
        public Mono<Boolean> remove(StateEntry expected) {
            return now(expected).flatMap(table::remove).defaultIfEmpty(false);
        }
    }

    private static final class RemoveSaysTrue extends PassingStates {
        RemoveSaysTrue(StateTable table) {
            super(table);
        }

        @Override
        public Mono<Boolean> remove(StateEntry expected) {
            return table.remove(expected).thenReturn(true);
        }
    }

    private static final class Cached extends PassingStates {
        private final Map<String, StateEntry> cache = new ConcurrentHashMap<>();

        Cached(StateTable table) {
            super(table);
        }

        @Override
        public Mono<StateEntry> get(String space, String key) {
            return Mono.defer(() -> Mono.justOrEmpty(cache.get(space + key)))
                    .switchIfEmpty(table.get(space, key).doOnNext(found -> cache.put(space + key, found)));
        }
    }

    private static final class EmptyIsNone extends PassingStates {
        EmptyIsNone(StateTable table) {
            super(table);
        }

        @Override
        public Mono<StateEntry> get(String space, String key) {
            return table.get(space, key).filter(found -> found.value().length > 0);
        }
    }

    private static final class ValuesAreText extends PassingStates {
        ValuesAreText(StateTable table) {
            super(table);
        }

        @Override
        public Mono<StateEntry> get(String space, String key) {
            return table.get(space, key)
                    .map(found -> new StateEntry(
                            space, key, new String(found.value(), UTF_8).getBytes(UTF_8), found.version()));
        }
    }

    /** Does something more than to purge. */
    private record Purging(StorageManagement management, Function<String, Mono<Void>> more)
            implements StorageManagement {
        @Override
        public Mono<Void> initialize() {
            return management.initialize();
        }

        @Override
        public Mono<Void> drop() {
            return management.drop();
        }

        @Override
        public Mono<Void> purge(String tenantId) {
            return management.purge(tenantId).then(more.apply(tenantId));
        }

        @Override
        public Mono<Void> close() {
            return management.close();
        }
    }
}
