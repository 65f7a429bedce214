package io.aett.reactive.s3;

import io.aett.reactive.CommitIds;
import io.aett.reactive.StorageException;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Tries whether the endpoint keeps what all else rests on; fails and says so when it does not. */
final class Probe {

    /**
     * A server that lets racing creates win does so in a part of the races only: of those known, in two of five. So many
     * races that one in a million slips through.
     */
    private static final int RACES = 12;

    private static final int RACERS = 8;
    private static final byte[] OLD = {1};
    private static final byte[] NEW = {2};
    private static final String NO_TAG = "\"00000000000000000000000000000000\"";

    private final S3Bucket bucket;
    private final S3Keys keys;
    private final Removal removal;
    private final boolean states;
    private final CommitIds ids = new CommitIds();

    /** @param states whether conditional replacement and deletion are tried too */
    Probe(S3Bucket bucket, S3Keys keys, Removal removal, boolean states) {
        this.bucket = bucket;
        this.keys = keys;
        this.removal = removal;
        this.states = states;
    }

    Mono<Void> run() {
        return Mono.usingWhen(
                        Mono.fromSupplier(() -> keys.probes() + ids.get() + "/"),
                        folder -> in(folder).thenReturn(true),
                        folder -> removal.removeAll(folder, Mono::just).onErrorComplete())
                .then();
    }

    private Mono<Void> in(String folder) {
        Predicate<Throwable> unknown = e -> e instanceof S3Exception refused && refused.statusCode() == 501;
        return secondCreate(folder + "second")
                .then(races(race -> creates(folder + "race-" + race)))
                .then(states ? conditions(folder) : Mono.empty())
                .onErrorResume(unknown, e -> refused("does not know conditional writes (status 501)"));
    }

    private Mono<Void> conditions(String folder) {
        return replacement(folder + "replaced")
                .then(removal(folder + "replaced"))
                .then(races(race -> changes(folder + "race-" + race)));
    }

    private Mono<Void> secondCreate(String key) {
        return bucket.create(key, Map.of(), OLD)
                .then(bucket.create(key, Map.of(), OLD))
                .flatMap(created -> refusedIf(created, "accepted a second create of one key (PUT with If-None-Match)"));
    }

    /** Leaves an object. What took effect is looked for: the answer may be that to the SDK's second attempt. */
    private Mono<Void> replacement(String key) {
        return bucket.create(key, Map.of(), OLD)
                .then(bucket.get(key))
                .flatMap(made -> took(bucket.replaceIf(key, NO_TAG, NEW))
                        .flatMap(wrong ->
                                refusedIf(wrong, "replaced an object that has another tag (PUT with If-Match)"))
                        .then(took(bucket.replaceIf(key, made.etag(), NEW))))
                .then(bucket.get(key))
                .flatMap(found -> refusedIf(
                        found.body()[0] != NEW[0], "did not replace an object that has this tag (PUT with If-Match)"));
    }

    private Mono<Void> removal(String key) {
        return bucket.get(key)
                .flatMap(found -> took(bucket.deleteIf(key, NO_TAG))
                        .flatMap(wrong ->
                                refusedIf(wrong, "deleted an object that has another tag (DELETE with If-Match)"))
                        .then(took(bucket.deleteIf(key, found.etag())))
                        .then(bucket.get(key).hasElement())
                        .flatMap(there ->
                                refusedIf(there, "did not delete an object that has this tag (DELETE with If-Match)"))
                        .then(Mono.defer(() -> took(bucket.deleteIf(key, found.etag()))))
                        .flatMap(again -> refusedIf(
                                again, "reported that it deleted what was not there (DELETE with If-Match)")));
    }

    private static Mono<Void> races(IntFunction<Mono<Void>> race) {
        return Flux.range(0, RACES).flatMap(race::apply, 2).then();
    }

    private Mono<Void> creates(String key) {
        Mono<Boolean> create = bucket.create(key, Map.of(), OLD);
        return winners(create, create)
                .flatMap(won -> refusedIf(won > 1, "let several of racing creates of one key win (If-None-Match)"));
    }

    /** Replacements and deletions of what a race created. */
    private Mono<Void> changes(String key) {
        return bucket.get(key)
                .flatMap(made ->
                        winners(took(bucket.replaceIf(key, made.etag(), NEW)), took(bucket.deleteIf(key, made.etag()))))
                .flatMap(won -> refusedIf(
                        won > 1, "let several of racing replacements and deletions of one object win (If-Match)"));
    }

    private static Mono<Long> winners(Mono<Boolean> even, Mono<Boolean> odd) {
        return Flux.range(0, RACERS)
                .flatMap(racer -> racer % 2 == 0 ? even : odd, RACERS)
                .filter(won -> won)
                .count();
    }

    /** Whether the condition held, as the answer says; 409 is what some say to who comes second. */
    private static Mono<Boolean> took(Mono<?> change) {
        return change.thenReturn(true)
                .onErrorResume(e -> S3Bucket.isRefused(e) || S3Bucket.isConflict(e), e -> Mono.just(false));
    }

    private Mono<Void> refusedIf(boolean wrong, String what) {
        return wrong ? refused(what) : Mono.empty();
    }

    private Mono<Void> refused(String what) {
        return Mono.error(
                () -> new StorageException(
                        "this S3 endpoint " + what + " in bucket " + bucket.name()
                                + "; an event store on it would lose commits or states, so it was not initialized. Conditional writes and"
                                + " deletions that hold under a race are needed, as AWS S3 has them; where only PUT with If-None-Match holds, option states(false) does without states"));
    }
}
