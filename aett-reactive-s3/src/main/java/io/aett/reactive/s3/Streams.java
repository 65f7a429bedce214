package io.aett.reactive.s3;

import io.aett.reactive.MalformedDataException;
import io.aett.reactive.internal.Both;
import io.aett.reactive.s3.Row.Place;
import io.aett.reactive.s3.S3Bucket.Found;
import io.aett.reactive.s3.S3Keys.StreamPlace;
import io.aett.reactive.sealedlog.Furthest;
import io.aett.reactive.spi.EncodedCommit;
import io.aett.reactive.spi.Page;
import io.aett.reactive.spi.PageRequest;
import io.aett.reactive.spi.StreamKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.LongStream;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The slots of the streams: what is in them, where a stream ends, and pages of it.
 *
 * <p>Slots are filled one after the other and never change, so what was once seen is true for as long as the tenant is not
 * purged: a bounded cache of each stream's last slot seen saves the look-up of the predecessor.
 */
final class Streams {

    private static final int MOST_KNOWN = 50_000;

    /** A first look at a stream of which nothing is known, and the first of a page that goes on. */
    private static final int FIRST_WINDOW = 8;

    private static final int LATER_WINDOW = 64;

    /** What one window may hold in memory, judged by what was read lately. */
    private static final long WINDOW_BYTES = 16L << 20;

    private final S3Bucket bucket;
    private final S3Keys keys;
    private final StreamIds ids;
    private final int parallel;
    private volatile long typicalBytes = WINDOW_BYTES / FIRST_WINDOW;

    private final Furthest<StreamPlace, Filled> known =
            new Furthest<>(MOST_KNOWN, Comparator.comparingLong(Filled::slot));

    Streams(S3Bucket bucket, S3Keys keys, StreamIds ids, int parallel) {
        this.bucket = bucket;
        this.keys = keys;
        this.ids = ids;
        this.parallel = parallel;
    }

    /** The last slot that was seen filled, or {@link Filled#NOTHING}. */
    Filled lastSeen(StreamPlace place) {
        Filled seen = known.of(place);
        return seen == null ? Filled.NOTHING : seen;
    }

    /** Remembers the slot if it is the last one seen. */
    Filled seen(StreamPlace place, Filled filled) {
        known.reached(place, filled);
        ids.seen(place, filled);
        return filled;
    }

    /** What is in the slot, or empty. */
    Mono<Filled> look(StreamPlace place, long slot) {
        return bucket.head(keys.slot(place, slot)).map(found -> seen(place, Filled.parse(slot, found)));
    }

    /** A slot with the payload of its commit. */
    @SuppressWarnings("ArrayRecordComponent")
    record Content(Filled filled, byte[] payload) {

        EncodedCommit encoded(StreamKey stream) {
            return filled.encoded(stream, payload);
        }
    }

    /** What is in the slot with its payload, or empty. */
    Mono<Content> get(StreamPlace place, long slot) {
        return bucket.getLarge(keys.slot(place, slot)).map(found -> content(place, slot, found));
    }

    private Content content(StreamPlace place, long slot, Found found) {
        typicalBytes = Math.max(found.body().length, typicalBytes - (typicalBytes >> 4));
        return new Content(seen(place, Filled.parse(slot, found)), found.body());
    }

    /** Fills the slot if it is empty; false when it is not, which may be by this very attempt: look. */
    Mono<Boolean> fill(StreamPlace place, Filled filled, byte[] payload) {
        return bucket.createSurely(keys.slot(place, filled.slot()), filled.metadata(), payload)
                .doOnNext(created -> {
                    if (created) {
                        seen(place, filled);
                    }
                });
    }

    /** The stream's last filled slot now, or {@link Filled#NOTHING}. */
    Mono<Filled> end(StreamPlace place) {
        return Mono.defer(() -> end(place, lastSeen(place)));
    }

    private Mono<Filled> end(StreamPlace place, Filled from) {
        return Row.last(new Place<>(from.slot(), Optional.of(from)), slot -> look(place, slot))
                .map(last -> last.content().orElse(from));
    }

    /**
     * Where the stream ends, for a commit that says what its number is: a slot is never less than the sequence in it, so the
     * predecessor is looked for at its sequence, and what may be behind it, at the same time.
     */
    Mono<Filled> endFor(StreamPlace place, EncodedCommit commit) {
        return Mono.defer(() -> {
            Filled last = lastSeen(place);
            long predecessor = commit.sequence() - 1;
            if (predecessor <= last.slot()) {
                return end(place, last);
            }
            Mono<Optional<Filled>> here =
                    look(place, predecessor).map(Optional::of).defaultIfEmpty(Optional.empty());
            Mono<Optional<Filled>> next =
                    look(place, commit.sequence()).map(Optional::of).defaultIfEmpty(Optional.empty());
            return Both.of(here, next).flatMap(both -> {
                Optional<Filled> furthest = both.getT2().or(both::getT1);
                boolean ended = both.getT1().isPresent() && both.getT2().isEmpty();
                return ended ? Mono.just(both.getT1().get()) : end(place, furthest.orElse(last));
            });
        });
    }

    /** The stream's commit with this id up to and with {@code end}, however old, or empty. */
    Mono<EncodedCommit> find(StreamPlace place, Filled end, UUID commitId) {
        return ids.slotsOf(commitId, place, end)
                .concatMap(slot -> get(place, slot), 1)
                .filter(content -> content.filled().isCommit(commitId))
                .next()
                .map(content -> content.encoded(place.stream()));
    }

    /** What is in the slot before one that was announced, so is there; a void behind it repeats what it says. */
    Mono<Filled> before(StreamPlace place, long slot) {
        return Mono.defer(() -> {
            Filled seen = lastSeen(place);
            return slot == 1 || seen.slot() == slot - 1
                    ? Mono.just(slot == 1 ? Filled.NOTHING : seen)
                    : look(place, slot - 1).switchIfEmpty(Mono.error(() -> lost(place, slot - 1, slot - 1, 0)));
        });
    }

    /** Whether a later slot is known to be filled, or the next one is. */
    Mono<Boolean> isFollowed(StreamPlace place, long slot) {
        return Mono.defer(() -> lastSeen(place).slot() > slot
                ? Mono.just(true)
                : look(place, slot + 1).hasElement());
    }

    /** Whether any later slot is filled. Costs a LIST. */
    Mono<Boolean> isFollowedAtAll(StreamPlace place, long slot) {
        return Mono.defer(() -> lastSeen(place).slot() > slot
                ? Mono.just(true)
                : bucket.list(keys.slots(place), keys.slot(place, slot), 1)
                        .map(found -> !found.keys().isEmpty()));
    }

    /**
     * An error if the slot is still empty, for a slot that is {@code followed}. Slots are filled one after the other, so what was
     * in it was lost, unless the tenant is being purged.
     *
     * @param sequence which commit the slot should hold
     * @param checkpoint that commit's, 0 when it is not known
     */
    Mono<Void> notLost(StreamPlace place, long slot, long sequence, long checkpoint, Mono<Boolean> followed) {
        return followed.filter(yes -> yes)
                .flatMap(yes -> look(place, slot).hasElement())
                .flatMap(there -> there ? Mono.empty() : Mono.error(() -> lost(place, slot, sequence, checkpoint)));
    }

    /** Says that a commit is missing. */
    MalformedDataException lost(StreamPlace place, long slot, long sequence, long checkpoint) {
        return lost(keys.slot(place, slot), place, sequence, checkpoint);
    }

    static MalformedDataException lost(String key, StreamPlace place, long sequence, long checkpoint) {
        return new MalformedDataException(
                place.stream().tenantId(),
                place.stream().streamId(),
                sequence,
                0,
                checkpoint,
                "the object " + key
                        + " is missing, though later ones are there; was it removed, by hand or"
                        + " by a lifecycle rule, or left out of a restore?",
                null);
    }

    /**
     * A page that was read.
     *
     * @param ended the slot that was empty and behind which nothing was looked at, 0 if there is none
     * @param sequence the commit that would be in it
     */
    record Read(Page page, long ended, long sequence) {}

    /** The page; an error when the slot that ended it was lost. */
    Mono<Page> completed(StreamPlace place, Read read) {
        return read.ended == 0
                ? Mono.just(read.page)
                : notLost(place, read.ended, read.sequence, 0, isFollowed(place, read.ended))
                        .thenReturn(read.page);
    }

    /** A page of the commits behind a sequence that have an event between two revisions. */
    Mono<Read> page(StreamPlace place, long minRevision, long maxRevision, PageRequest request) {
        return Mono.defer(() -> {
            PageOfSlots page = new PageOfSlots(place, minRevision, maxRevision, request);
            return page.firstSlot().flatMap(page::from);
        });
    }

    /** Fills one page, window by window. One instance per subscription. */
    private final class PageOfSlots {

        private final StreamPlace place;
        private final long minRevision;
        private final long maxRevision;
        private final PageRequest request;
        private final List<EncodedCommit> commits = new ArrayList<>();
        private long bytes;
        private long window;
        private long sequence;

        PageOfSlots(StreamPlace place, long minRevision, long maxRevision, PageRequest request) {
            this.place = place;
            this.minRevision = minRevision;
            this.maxRevision = maxRevision;
            this.request = request;
            this.window = request.after() == 0 ? FIRST_WINDOW : LATER_WINDOW;
            this.sequence = request.after();
        }

        /** As many slots as the request says are behind; more, when the page begins at a revision far on. */
        Mono<Long> firstSlot() {
            Filled seen = lastSeen(place);
            if (minRevision <= FIRST_WINDOW || (seen.slot() <= FIRST_WINDOW && seen.revision() >= minRevision)) {
                return Mono.just(request.after() + 1);
            }
            boolean before = seen.revision() < minRevision && seen.slot() > request.after();
            Place<Filled> low = before
                    ? new Place<>(seen.slot(), Optional.of(seen))
                    : new Place<>(request.after(), Optional.empty());
            return Row.last(low, slot -> look(place, slot).filter(filled -> filled.revision() < minRevision))
                    .map(last -> last.number() + 1);
        }

        Mono<Read> from(long slot) {
            int size = windowAt(slot);
            return Flux.fromStream(() -> LongStream.range(slot, slot + size).boxed())
                    .flatMapSequential(
                            each -> get(place, each).map(Optional::of).defaultIfEmpty(Optional.empty()),
                            Math.min(size, parallel))
                    .collectList()
                    .flatMap(contents -> take(slot, contents));
        }

        private Mono<Read> take(long slot, List<Optional<Content>> contents) {
            long next = slot;
            for (int i = 0; i < contents.size(); i++) {
                Optional<Content> content = contents.get(i);
                if (content.isEmpty()) {
                    boolean endSeen = i < contents.size() - 1 && lastSeen(place).slot() < slot + i;
                    return Mono.just(
                            new Read(Page.bySequence(request, commits, false), endSeen ? 0 : slot + i, sequence + 1));
                }
                Filled filled = content.get().filled();
                if (isBehind(filled)) {
                    return Mono.just(new Read(Page.bySequence(request, commits, false), 0, 0));
                }
                if (isFull()) {
                    return Mono.just(new Read(Page.bySequence(request, commits, true), 0, 0));
                }
                add(content.get());
                sequence = filled.sequence();
                // Sequences grow by one a slot at most: what voids set them back can be stepped over.
                next = filled.slot() + Math.max(1, request.after() + 1 - filled.sequence());
            }
            if (isFull()) {
                return Mono.just(new Read(Page.bySequence(request, commits, true), 0, 0));
            }
            window *= 2;
            return from(next);
        }

        private boolean isBehind(Filled filled) {
            return filled.commit() != null
                    && filled.revision() - filled.commit().events() + 1 > maxRevision;
        }

        private void add(Content content) {
            Filled filled = content.filled();
            if (filled.commit() != null && filled.sequence() > request.after() && filled.revision() >= minRevision) {
                commits.add(content.encoded(place.stream()));
                bytes += content.payload().length;
            }
        }

        private boolean isFull() {
            return commits.size() >= request.maxCommits() || (bytes >= request.maxBytes() && !commits.isEmpty());
        }

        /** How many slots to get at once: up to one behind the last that is known, and not much more than the page takes. */
        private int windowAt(long slot) {
            long toEnd = lastSeen(place).slot() - slot + 2;
            // One more than the page takes tells whether it is the last, at the price of its bytes.
            long more = typicalBytes < WINDOW_BYTES >> 8 ? 1 : 0;
            long size = Math.min(toEnd > 1 ? toEnd : window, request.maxCommits() - commits.size() + more);
            size = Math.min(size, WINDOW_BYTES / Math.max(1, typicalBytes));
            if (!commits.isEmpty()) {
                long average = Math.max(1, bytes / commits.size());
                size = Math.min(size, (request.maxBytes() - bytes) / average + 1);
            }
            return (int) Math.max(1, size);
        }
    }
}
