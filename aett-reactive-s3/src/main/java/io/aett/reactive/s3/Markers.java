package io.aett.reactive.s3;

import io.aett.reactive.s3.Row.Place;
import io.aett.reactive.s3.S3Keys.StreamPlace;
import io.aett.reactive.spi.EncodedCommit;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import reactor.core.publisher.Mono;

/**
 * The attempts of each commit id: for the n-th one an object that names the slot which it tries, created before the commit.
 *
 * <p><b>Why an id is stored once.</b> A commit is put only into a slot that a marker of its id names. Attempt n + 1 is marked
 * only by a writer who has seen that the slot of attempt n holds something else, and a slot never changes. So of all attempts
 * only the last one can be stored or still become so; that is also where an id of any age is found. If that slot is empty,
 * it is the stream's next one, and whoever comes with the same id tries it too, without a marker of his own: the slot decides.
 */
final class Markers {

    private final S3Bucket bucket;
    private final S3Keys keys;
    private final Streams streams;

    Markers(S3Bucket bucket, S3Keys keys, Streams streams) {
        this.bucket = bucket;
        this.keys = keys;
        this.streams = streams;
    }

    /** Whether a commit may be put into the slot it wants. */
    sealed interface Claim {

        /** It may: a marker of its id names the slot. */
        record Granted() implements Claim {}

        /** Its id is stored already, in this slot. */
        record Stored(long slot) implements Claim {}

        /** The slot is not the stream's next one any more. */
        record Late() implements Claim {}
    }

    private static final Claim GRANTED = new Claim.Granted();
    private static final Claim LATE = new Claim.Late();

    /** Marks the slot for the commit, or says why not. One request for an id that nobody tried before. */
    Mono<Claim> claim(StreamPlace place, EncodedCommit commit, long slot) {
        return mark(place, commit, slot, 1)
                .flatMap(marked -> marked ? Mono.just(GRANTED) : claimAgain(place, commit, slot));
    }

    private Mono<Boolean> mark(StreamPlace place, EncodedCommit commit, long slot, long attempt) {
        Map<String, String> metadata = Map.of("slot", Long.toString(slot));
        return bucket.create(keys.marker(place, commit.commitId(), attempt), metadata, S3Bucket.MARK);
    }

    private Mono<Claim> claimAgain(StreamPlace place, EncodedCommit commit, long slot) {
        return last(place, commit.commitId()).flatMap(last -> judge(place, commit, slot, last));
    }

    private Mono<Claim> judge(StreamPlace place, EncodedCommit commit, long slot, Place<Long> last) {
        long tried = last.content().orElse(slot);
        return streams.look(place, tried)
                .map(Optional::of)
                .defaultIfEmpty(Optional.empty())
                .flatMap(there -> {
                    if (there.isEmpty()) {
                        return Mono.just(tried == slot ? GRANTED : LATE);
                    }
                    if (there.get().isCommit(commit.commitId())) {
                        return Mono.just(new Claim.Stored(tried));
                    }
                    return tried == slot
                            ? Mono.just(LATE)
                            : mark(place, commit, slot, last.number() + 1)
                                    .flatMap(marked -> marked ? Mono.just(GRANTED) : claimAgain(place, commit, slot));
                });
    }

    /** The stream's commit with this id, however old, or empty. */
    Mono<EncodedCommit> find(StreamPlace place, UUID commitId) {
        return last(place, commitId)
                .flatMap(last -> Mono.justOrEmpty(last.content()))
                .flatMap(slot -> streams.get(place, slot))
                .filter(content -> content.filled().isCommit(commitId))
                .map(content -> content.encoded(place.stream()));
    }

    /** The last attempt and the slot it names. */
    private Mono<Place<Long>> last(StreamPlace place, UUID commitId) {
        return Row.last(
                new Place<>(0, Optional.<Long>empty()),
                attempt -> bucket.head(keys.marker(place, commitId, attempt))
                        .map(found -> Long.parseLong(found.metadata().getOrDefault("slot", "0"))));
    }
}
