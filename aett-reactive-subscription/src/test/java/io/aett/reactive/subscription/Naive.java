package io.aett.reactive.subscription;

import io.aett.reactive.StateEntry;
import io.aett.reactive.StateStore;
import io.aett.reactive.internal.StateFormat;
import java.util.function.ToLongBiFunction;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Ways to do it wrong: what a run writes, as an implementation would that knows less. */
interface Naive {

    /** What such an implementation may know. */
    record Context(SimStates states, SimStore store, SimHandler handler) {}

    /** The states as such a run changes them. */
    StateStore of(Context context);

    /** All as it is. */
    static Naive nothing() {
        return Context::states;
    }

    /** The checkpoint is written over whatever is there. */
    static Naive withoutComparing() {
        return context -> new Changed(context.states()) {
            @Override
            public Mono<StateEntry> replace(StateEntry expected, byte[] value) {
                return isKept(expected, Names.POSITIONS, Format.POSITION, value)
                        ? context.states().put(expected.space(), expected.key(), value)
                        : super.replace(expected, value);
            }
        };
    }

    /** A takeover leaves entries of this kind as they are. */
    static <T extends Epoch<T>> Naive takingWithout(String prefix, StateFormat<T> format) {
        return context -> new Changed(context.states()) {
            @Override
            public Mono<StateEntry> replace(StateEntry expected, byte[] value) {
                return expected.key().startsWith(prefix) && !isKept(expected, prefix, format, value)
                        ? Mono.just(new StateEntry(expected.space(), expected.key(), value, expected.version()))
                        : super.replace(expected, value);
            }
        };
    }

    /** A takeover leaves the references above the checkpoint where they are. */
    static Naive keepingReferences() {
        return context -> new Changed(context.states()) {
            @Override
            public Mono<StateEntry> replace(StateEntry expected, byte[] value) {
                if (!expected.key().startsWith(Names.PARTS) || isKept(expected, Names.PARTS, Format.PART, value)) {
                    return super.replace(expected, value);
                }
                Part before = Format.PART.decode(expected.key(), expected.value());
                Part now = Format.PART.decode(expected.key(), value);
                return super.replace(
                        expected, Format.PART.encode(new Part(now.epoch(), now.changes(), before.streams())));
            }
        };
    }

    /** A takeover removes each part that it does not know, whoever made it. */
    static Naive removingNewerParts() {
        return context -> new Changed(context.states()) {
            @Override
            public Flux<StateEntry> scan(String space, String from) {
                return from.startsWith(Names.PARTS)
                        ? super.scan(space, from)
                                .map(entry -> entry.key().startsWith(Names.PARTS) ? asIfOld(entry) : entry)
                        : super.scan(space, from);
            }

            private StateEntry asIfOld(StateEntry entry) {
                Part part = Format.PART.decode(entry.key(), entry.value());
                return new StateEntry(
                        entry.space(),
                        entry.key(),
                        Format.PART.encode(new Part(0, part.changes(), part.streams())),
                        entry.version());
            }
        };
    }

    /** The owner of a slice stores another number than the low watermark. */
    static Naive storing(ToLongBiFunction<Context, Integer> number) {
        return context -> new Changed(context.states()) {
            @Override
            public Mono<StateEntry> replace(StateEntry expected, byte[] value) {
                if (!isKept(expected, Names.POSITIONS, Format.POSITION, value)) {
                    return super.replace(expected, value);
                }
                Position position = Format.POSITION.decode(expected.key(), value);
                long other = number.applyAsLong(context, Checker.sliceOf(expected.key(), Names.POSITIONS));
                return super.replace(expected, Format.POSITION.encode(position.advancedTo(other)));
            }
        };
    }

    /** A store with some of its operations changed. */
    class Changed implements StateStore {

        private final StateStore states;

        Changed(StateStore states) {
            this.states = states;
        }

        /** Whether it is of this kind, and stays its owner's. */
        static <T extends Epoch<T>> boolean isKept(
                StateEntry expected, String prefix, StateFormat<T> format, byte[] value) {
            return expected.key().startsWith(prefix)
                    && format.decode(expected.key(), expected.value()).epoch()
                            == format.decode(expected.key(), value).epoch();
        }

        @Override
        public Mono<StateEntry> get(String space, String key) {
            return states.get(space, key);
        }

        @Override
        public Flux<StateEntry> scan(String space, String from) {
            return states.scan(space, from);
        }

        @Override
        public Flux<StateEntry> changes(String space, String key) {
            return states.changes(space, key);
        }

        @Override
        public Mono<StateEntry> create(String space, String key, byte[] value) {
            return states.create(space, key, value);
        }

        @Override
        public Mono<StateEntry> replace(StateEntry expected, byte[] value) {
            return states.replace(expected, value);
        }

        @Override
        public Mono<Boolean> remove(StateEntry expected) {
            return states.remove(expected);
        }
    }
}
