package io.aett.reactive.s3;

import io.aett.reactive.CommitIds;
import io.aett.reactive.StorageException;
import io.aett.reactive.s3.Row.Place;
import io.aett.reactive.s3.StoreState.Life;
import io.aett.reactive.s3.StoreState.State;
import io.aett.reactive.spi.LogHead;
import io.aett.reactive.spi.PageRequest;
import io.aett.reactive.spi.ReadView;
import java.io.Serial;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The row of log objects: where it ends, one more at its end, and the lines in them. */
final class LogObjects {

    private static final String NONCE = "nonce";

    /** Log objects that one page looks at, so that a page has an end though nothing in them is asked for. */
    private static final int MOST_OBJECTS = 256;

    private static final int FIRST_WINDOW = 4;

    private final S3Bucket bucket;
    private final S3Keys keys;
    private final int parallel;
    private final CommitIds ids = new CommitIds();
    private final Map<String, List<Announced>> latest = new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, List<Announced>> eldest) {
            return size() > MOST_OBJECTS;
        }
    };

    private volatile Tail tail = new Tail(new UUID(0, 0), 0);

    LogObjects(S3Bucket bucket, S3Keys keys, int parallel) {
        this.bucket = bucket;
        this.keys = keys;
        this.parallel = parallel;
    }

    /** A log object that is known to be there, and all before it. */
    private record Tail(UUID storeId, long position) {}

    /** Lines behind a checkpoint, the head as it was before, and how far the lines tell everything. */
    record Lines(LogHead head, List<Announced> lines, long through) {}

    /** A log object is missing, though later ones are there. */
    static final class MissingException extends StorageException {
        @Serial
        private static final long serialVersionUID = 1L;

        MissingException(String key) {
            super("the log object " + key + " is missing, though later ones are there; was it removed, by hand or by a"
                    + " lifecycle rule?");
        }
    }

    /** The end of the log as it was after this was subscribed to. */
    Mono<LogHead> head(State of) {
        return end(of.storeId()).map(position -> head(of, position));
    }

    private static LogHead head(State of, long position) {
        return new LogHead(of.storeId(), Announced.lastOf(position));
    }

    /** Creates a log object with these lines where the log ends; its position. */
    Mono<Long> create(UUID storeId, List<Announced> lines) {
        return Mono.defer(() -> {
            byte[] body = Announced.write(lines);
            String nonce = ids.get().toString();
            Tail known = tail;
            boolean begun = known.storeId.equals(storeId) && known.position > 0;
            Mono<Long> end = begun ? Mono.just(known.position) : end(storeId);
            return end.flatMap(last -> create(storeId, last + 1, nonce, body));
        });
    }

    private Mono<Long> create(UUID storeId, long position, String nonce, byte[] body) {
        String key = keys.log(storeId, position);
        Mono<Boolean> mine = bucket.head(key)
                .map(found -> nonce.equals(found.metadata().get(NONCE)))
                .defaultIfEmpty(false);
        return bucket.create(key, Map.of(NONCE, nonce), body)
                .flatMap(created -> created ? Mono.just(true) : mine)
                .doOnNext(any -> reached(storeId, position))
                .flatMap(created -> created
                        ? Mono.just(position)
                        : end(storeId).flatMap(last -> create(storeId, last + 1, nonce, body)));
    }

    /** The position of the log's last object now, 0 when there is none. */
    private Mono<Long> end(UUID storeId) {
        return Mono.defer(() -> {
            Tail known = tail;
            long from = known.storeId.equals(storeId) ? known.position : 0;
            Mono<Long> end = Row.last(
                            new Place<>(from, Optional.<String>empty()),
                            position -> bucket.head(keys.log(storeId, position)).map(S3Bucket.Found::etag))
                    .map(Place::number);
            return (from > 0 ? end : end.flatMap(last -> sureEnd(storeId, last))).map(last -> reached(storeId, last));
        });
    }

    /** Who knows nothing of the log yet may have met a log object that was lost, and taken it for the end. */
    private Mono<Long> sureEnd(UUID storeId, long last) {
        String next = keys.log(storeId, last + 1);
        return bucket.list(keys.logs(storeId), next, 1)
                .flatMap(beyond -> beyond.keys().isEmpty()
                        ? Mono.just(last)
                        : bucket.head(next)
                                .switchIfEmpty(Mono.error(() -> new MissingException(next)))
                                .map(there -> reached(storeId, last + 1))
                                .flatMap(further -> end(storeId)));
    }

    /** Remembers that the log goes at least so far. */
    private synchronized long reached(UUID storeId, long position) {
        Tail known = tail;
        if (!known.storeId.equals(storeId) || known.position < position) {
            tail = new Tail(storeId, position);
        }
        return tail.position;
    }

    /** The lines of one log object, which must be there. They never change, so the latest are remembered. */
    Mono<List<Announced>> at(UUID storeId, long position) {
        return Mono.defer(() -> {
            String key = keys.log(storeId, position);
            List<Announced> known = remembered(key);
            return known != null
                    ? Mono.just(known)
                    : bucket.get(key)
                            .map(found -> remember(key, Announced.parse(position, found)))
                            .switchIfEmpty(Mono.error(() -> new MissingException(key)));
        });
    }

    private @Nullable List<Announced> remembered(String key) {
        synchronized (latest) {
            return latest.get(key);
        }
    }

    private List<Announced> remember(String key, List<Announced> lines) {
        synchronized (latest) {
            latest.put(key, lines);
        }
        return lines;
    }

    /** A page of lines for which {@code asked} holds; the others do not count. */
    Mono<Lines> page(State of, PageRequest request, Predicate<Announced> asked) {
        return endFor(of, request)
                .flatMap(end -> new Scan(of, end, request, asked)
                        .from(firstBehind(request.after()), Math.min(FIRST_WINDOW, request.maxCommits())));
    }

    /** Where the log ended for the first page of this read. */
    private Mono<Long> endFor(State of, PageRequest request) {
        ReadView view = request.view();
        return view != null
                        && view.life() instanceof Life life
                        && life.storeId().equals(of.storeId())
                ? Mono.just(Announced.position(view.through()))
                : end(of.storeId());
    }

    /** The position of the first line behind a checkpoint. */
    private static long firstBehind(long checkpoint) {
        long position = Announced.position(checkpoint);
        return checkpoint >= Announced.lastOf(position) ? position + 1 : position;
    }

    /** Collects one page, window by window. One instance per subscription. */
    private final class Scan {

        private final State of;
        private final long end;
        private final PageRequest request;
        private final Predicate<Announced> asked;
        private final List<Announced> lines = new ArrayList<>();
        private long bytes;
        private long through;
        private int objects;

        Scan(State of, long end, PageRequest request, Predicate<Announced> asked) {
            this.of = of;
            this.end = end;
            this.request = request;
            this.asked = asked;
            this.through = request.after();
        }

        Mono<Lines> from(long position, int window) {
            long left = end - position + 1;
            if (left <= 0 || objects >= MOST_OBJECTS || isFull()) {
                return Mono.just(lines());
            }
            int size = (int) Math.min(window, left);
            return Flux.fromStream(
                            () -> LongStream.range(position, position + size).boxed())
                    .flatMapSequential(each -> at(of.storeId(), each), size)
                    .collectList()
                    .flatMap(found -> {
                        for (int i = 0; i < size; i++) {
                            if (!take(position + i, found.get(i))) {
                                return Mono.just(lines());
                            }
                        }
                        return from(position + size, nextWindow());
                    });
        }

        private Lines lines() {
            return new Lines(head(of, end), lines, through);
        }

        /** Takes what is asked for; false when the page is full before the end of this object. */
        private boolean take(long position, List<Announced> all) {
            objects++;
            for (Announced line : all) {
                if (line.checkpoint() > request.after()) {
                    if (asked.test(line)) {
                        if (isFull()) {
                            return false;
                        }
                        lines.add(line);
                        bytes += line.bytes();
                    }
                    through = line.checkpoint();
                }
            }
            through = Math.max(through, Announced.lastOf(position));
            return true;
        }

        private boolean isFull() {
            return lines.size() >= request.maxCommits() || (bytes >= request.maxBytes() && !lines.isEmpty());
        }

        /** As many log objects as the page seems to need still. */
        private int nextWindow() {
            long missing = request.maxCommits() - lines.size() + 1L;
            long needed = lines.isEmpty() ? 4L * objects : missing * objects / lines.size() + 1;
            return (int) Math.max(1, Math.min(needed, parallel));
        }
    }
}
