package io.aett.reactive.s3;

import io.aett.reactive.CommitIds;
import io.aett.reactive.MalformedDataException;
import io.aett.reactive.StorageException;
import io.aett.reactive.internal.Both;
import io.aett.reactive.s3.Row.Place;
import io.aett.reactive.s3.S3Bucket.Found;
import io.aett.reactive.s3.S3Failures.NotInitializedException;
import io.aett.reactive.s3.S3Keys.StreamPlace;
import io.aett.reactive.spi.StreamKey;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * What may change of a store: the generation of each tenant that was purged.
 *
 * <p>Every append asks for it beside its first requests, every read after its last, and only if it changed (304 otherwise);
 * they do their work again when it did. So a purge takes effect in one step for all processes, and so does a drop.
 *
 * <p><b>One step without a conditional replacement</b>, which fewer stores keep under a race than a conditional creation.
 * Each version is an object of its own. To change something, the last version is overwritten with a mark that it is over, which
 * says what the next one should be; that is the step. Whoever asks for the state sees the mark, for it is the object that he
 * asks for, and creates the next version, if it is not there, before he does anything else. So what broke off before the step
 * had no effect, and what broke off after it has all of it, before anybody writes on. Of several marks at once one becomes the
 * next version; the authors of the others see that, and begin again from there. A mark that arrives late lands where the next
 * version is there already, and changes nothing.
 */
final class StoreState {

    private static final String FORMAT = "aett-s3 1";
    private static final String OVER = "over\n";

    private final S3Bucket bucket;
    private final S3Keys keys;
    private final boolean globalOrder;
    private final CommitIds ids = new CommitIds();
    private volatile @Nullable State known;

    StoreState(S3Bucket bucket, S3Keys keys, boolean globalOrder) {
        this.bucket = bucket;
        this.keys = keys;
        this.globalOrder = globalOrder;
    }

    /** One version. */
    record State(UUID storeId, long version, Found object, Map<String, Long> generations) {

        long generation(String tenantId) {
            return generations.getOrDefault(S3Keys.part(tenantId), 0L);
        }

        StreamPlace place(StreamKey stream) {
            return new StreamPlace(storeId, generation(stream.tenantId()), stream);
        }

        /** The tenant's life, as reads tell it from the lives before and after a purge. */
        Life life(String tenantId) {
            return new Life(storeId, generation(tenantId));
        }

        /** Whether the tenant's data is where it was. */
        boolean agrees(State other, String tenantId) {
            return life(tenantId).equals(other.life(tenantId));
        }
    }

    /** The time between two purges of a tenant. */
    record Life(UUID storeId, long generation) {}

    /** What is stored now; fails when nothing is. */
    Mono<State> current() {
        return Mono.defer(() -> {
            State last = known;
            return last == null ? load() : refreshed(last);
        });
    }

    /** What was stored when it was last asked for; asks when it never was. */
    Mono<State> lastKnown() {
        return Mono.defer(() -> {
            State last = known;
            return last == null ? load() : Mono.just(last);
        });
    }

    /** Nothing is known any more: the next who wants to know asks. */
    void forget() {
        known = null;
    }

    /**
     * Reads where the store's data was last, and again when meanwhile it is elsewhere: one round trip as long as it was not dropped. Only for
     * what is found whole or not at all.
     */
    <T> Mono<T> finding(Function<State, Mono<T>> find) {
        return Mono.defer(() -> {
            State last = known;
            if (last == null) {
                return load().flatMap(find);
            }
            return Both.of(refreshed(last), optional(find.apply(last))).flatMap(both -> {
                State now = both.getT1();
                return now.storeId.equals(last.storeId) ? Mono.justOrEmpty(both.getT2()) : find.apply(now);
            });
        });
    }

    /**
     * Reads where the tenant's data was last; asks then, and beside what completes the read, whether it is still there, and
     * begins again when it is not. So what a read concludes from an object that is missing is true: a purge raises the
     * generation before it deletes, and it had not when the state was asked for.
     */
    <T, R> Mono<R> reading(String tenantId, Function<State, Mono<T>> read, BiFunction<State, T, Mono<R>> completed) {
        return lastKnown()
                .flatMap(last -> optional(read.apply(last)).flatMap(found -> {
                    Mono<Optional<R>> rest =
                            optional(Mono.justOrEmpty(found).flatMap(some -> completed.apply(last, some)));
                    return Both.of(current(), rest)
                            .map(both -> new Outcome<>(both.getT1(), Mono.justOrEmpty(both.getT2())))
                            .onErrorResume(MalformedDataException.class, this::unlessPurged)
                            .flatMap(outcome -> outcome.now.agrees(last, tenantId)
                                    ? outcome.result
                                    : reading(tenantId, read, completed));
                }));
    }

    /** What a read came to, and the state after it. */
    private record Outcome<R>(State now, Mono<R> result) {}

    /** What a read missed was lost only if the tenant was not purged, as the state says that is asked for after it. */
    private <R> Mono<Outcome<R>> unlessPurged(MalformedDataException lost) {
        return current().map(now -> new Outcome<>(now, Mono.error(lost)));
    }

    /** As {@link #reading(String, Function, BiFunction)}, for what is complete as it was read. */
    <T> Mono<T> reading(String tenantId, Function<State, Mono<T>> read) {
        return reading(tenantId, read, (at, found) -> Mono.just(found));
    }

    private static <T> Mono<Optional<T>> optional(Mono<T> some) {
        return some.map(Optional::of).defaultIfEmpty(Optional.empty());
    }

    private Mono<State> refreshed(State last) {
        return bucket.getUnless(key(last.storeId, last.version), last.object.etag(), last.object)
                .flatMap(found -> isOver(found) ? next(last.storeId, last.version, found) : Mono.just(last))
                .switchIfEmpty(Mono.defer(this::load));
    }

    private Mono<State> load() {
        return bucket.get(keys.store())
                .onErrorMap(
                        S3Failures::isMissingBucket,
                        missing -> new StorageException(
                                "there is no bucket " + bucket.name() + " at this endpoint of S3; create it, or correct"
                                        + " the option bucket, or the region or endpoint of the client",
                                missing))
                .flatMap(found -> newest(UUID.fromString(text(found).strip()), 0))
                .switchIfEmpty(Mono.error(() -> {
                    forget();
                    return new NotInitializedException();
                }));
    }

    /** The version that holds, after one that is over; empty when there is none, as when the store is being dropped. */
    private Mono<State> newest(UUID storeId, long over) {
        return Row.last(
                        new Place<>(over, Optional.<String>empty()),
                        version -> bucket.head(key(storeId, version)).map(Found::etag))
                .filter(last -> last.number() > over)
                .flatMap(last -> bucket.get(key(storeId, last.number()))
                        .flatMap(found -> isOver(found)
                                ? next(storeId, last.number(), found)
                                : Mono.just(parse(storeId, last.number(), found))))
                .doOnNext(state -> known = state);
    }

    /**
     * The version that holds, after one that was found to be over: makes the next one if nobody has. Not in a store that is being
     * dropped, where the mark may have come after the version was deleted: the store's name tells.
     */
    private Mono<State> next(UUID storeId, long version, Found over) {
        byte[] next = text(over).substring(OVER.length()).getBytes(StandardCharsets.UTF_8);
        return (next.length == 0 ? Mono.just(false) : bucket.create(key(storeId, version + 1), Map.of(), next))
                .then(bucket.get(keys.store()))
                .filter(name -> text(name).strip().equals(storeId.toString()))
                .flatMap(name -> newest(storeId, version));
    }

    /** Raises the tenant's generation; what is stored then. Whoever else raised it meanwhile has done it for both. */
    Mono<State> raise(State from, String tenantId) {
        Map<String, Long> raised = new TreeMap<>(from.generations);
        raised.merge(S3Keys.part(tenantId), 1L, Long::sum);
        String next = body(raised);
        return mark(from, next)
                .then(bucket.create(key(from.storeId, from.version + 1), Map.of(), bytes(next)))
                .then(mark(from, ""))
                .then(current())
                .flatMap(now -> now.agrees(from, tenantId) ? raise(now, tenantId) : Mono.just(now));
    }

    /** Ends a version. When the next one is there, the mark need not say any more what it is. */
    private Mono<Void> mark(State over, String next) {
        return bucket.replace(key(over.storeId, over.version), Map.of(), bytes(OVER + next));
    }

    /**
     * Creates a store if there is none: its first version, and then the object that names it, so that a store which is named
     * has had one.
     */
    Mono<State> create() {
        return Mono.defer(() -> {
            UUID storeId = ids.get();
            byte[] name = (storeId + "\n").getBytes(StandardCharsets.US_ASCII);
            return bucket.create(key(storeId, 1), Map.of(), bytes(body(Map.of())))
                    .then(bucket.create(keys.store(), Map.of(), name))
                    .flatMap(created -> created ? Mono.empty() : unlessNamed(storeId))
                    .then(current())
                    .onErrorMap(
                            NotInitializedException.class,
                            e -> new StorageException("there is a store in bucket " + bucket.name() + " under "
                                    + keys.store() + " whose drop() has not come to its end; run it again"));
        });
    }

    /**
     * Removes the first version of a store that did not get the name. That the name was there may be the answer to the SDK's own second
     * attempt, so it is read: what cannot be read removes nothing.
     */
    private Mono<Void> unlessNamed(UUID storeId) {
        return bucket.get(keys.store())
                .filter(name -> text(name).strip().equals(storeId.toString()))
                .hasElement()
                .flatMap(ours -> ours ? Mono.empty() : bucket.delete(key(storeId, 1)));
    }

    private String key(UUID storeId, long version) {
        return keys.state(storeId, version);
    }

    private static boolean isOver(Found found) {
        return text(found).startsWith(OVER);
    }

    private static String text(Found found) {
        return new String(found.body(), StandardCharsets.UTF_8);
    }

    private State parse(UUID storeId, long version, Found found) {
        String[] lines = text(found).split("\n", -1);
        if (lines.length < 2 || !lines[0].equals(FORMAT)) {
            throw new StorageException("the object " + found.key() + " in bucket " + bucket.name()
                    + " is not of a store that this version can read");
        }
        boolean ordered = lines[1].equals("ordered");
        if (ordered != globalOrder) {
            throw new StorageException("the store " + keys.store() + " was initialized with globalOrder(" + ordered
                    + "), and this one has globalOrder(" + globalOrder + "); all who use it must say the same");
        }
        Map<String, Long> generations = new HashMap<>();
        for (int i = 2; i < lines.length - 1; i++) {
            int tab = lines[i].indexOf('\t');
            generations.put(lines[i].substring(tab + 1), Long.valueOf(lines[i].substring(0, tab)));
        }
        return new State(storeId, version, found, Map.copyOf(generations));
    }

    private String body(Map<String, Long> generations) {
        StringBuilder text = new StringBuilder(FORMAT).append(globalOrder ? "\nordered\n" : "\nunordered\n");
        generations.forEach((tenant, generation) ->
                text.append(generation).append('\t').append(tenant).append('\n'));
        return text.toString();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
