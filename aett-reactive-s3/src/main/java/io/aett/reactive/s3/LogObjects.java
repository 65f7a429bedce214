package io.aett.reactive.s3;

import io.aett.reactive.CommitIds;
import io.aett.reactive.StorageException;
import io.aett.reactive.s3.Row.Place;
import io.aett.reactive.s3.S3Bucket.Found;
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
    private static final String STRETCHES = "stretches";

    /** Log objects that one page looks at, so that a page has an end though nothing in them is asked for. */
    private static final int MOST_OBJECTS = 256;

    private static final int FIRST_WINDOW = 4;

    private final S3Bucket bucket;
    private final S3Keys keys;
    private final int parallel;
    private final CommitIds ids = new CommitIds();
    private final Map<String, LogObject> latest = new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, LogObject> eldest) {
            return size() > MOST_OBJECTS;
        }
    };

    private volatile Tail tail = Tail.of(new UUID(0, 0));

    LogObjects(S3Bucket bucket, S3Keys keys, int parallel) {
        this.bucket = bucket;
        this.keys = keys;
        this.parallel = parallel;
    }

    /**
     * A log object that is known to be there, and all before it.
     *
     * @param stretches in which it is, or a later one
     */
    record Tail(UUID storeId, long position, Stretches stretches) {

        private static Tail of(UUID storeId) {
            return new Tail(storeId, 0, Stretches.NONE);
        }

        /** Whether the position is in a stretch that is over. */
        boolean isBehind(long at) {
            return at < stretches.small().start();
        }

        /** The last position in such a stretch. */
        long lastPacked() {
            return stretches.small().start() - 1;
        }

        LogHead head() {
            return new LogHead(storeId, Announced.lastOf(position));
        }
    }

    /** A log object as it was created, or read. */
    record LogObject(long position, Stretches stretches, List<Announced> lines) {}

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
        return end(of.storeId()).map(Tail::head);
    }

    /** A log object that was created, and the stretches of the one before it. */
    record Created(LogObject object, Stretches before) {}

    /** Creates a log object with these lines where the log ends. */
    Mono<Created> create(UUID storeId, List<Announced> lines) {
        return Mono.defer(() -> {
            byte[] body = Announced.write(lines);
            String nonce = ids.get().toString();
            Tail known = tail;
            boolean begun = known.storeId.equals(storeId) && known.position > 0;
            Mono<Tail> end = begun ? Mono.just(known) : end(storeId);
            return end.flatMap(last -> create(last, lines, nonce, body));
        });
    }

    private Mono<Created> create(Tail last, List<Announced> lines, String nonce, byte[] body) {
        UUID storeId = last.storeId;
        long position = last.position + 1;
        String key = keys.log(storeId, position);
        Stretches next = last.stretches.next(position, lines);
        Map<String, String> metadata = Map.of(NONCE, nonce, STRETCHES, next.text());
        Mono<Boolean> mine = bucket.head(key)
                .map(found -> {
                    reached(new Tail(storeId, position, stretches(found)));
                    return nonce.equals(found.metadata().get(NONCE));
                })
                .defaultIfEmpty(false);
        return bucket.create(key, metadata, body)
                .flatMap(created -> created ? Mono.just(true) : mine)
                .flatMap(created -> {
                    if (!created) {
                        return end(storeId).flatMap(end -> create(end, lines, nonce, body));
                    }
                    reached(new Tail(storeId, position, next));
                    List<Announced> placed = new ArrayList<>(lines.size());
                    lines.forEach(line -> placed.add(line.at(Announced.checkpoint(position, placed.size()))));
                    LogObject object = remember(key, new LogObject(position, next, List.copyOf(placed)));
                    return Mono.just(new Created(object, last.stretches));
                });
    }

    private static Stretches stretches(Found found) {
        try {
            return Stretches.parse(found.metadata().get(STRETCHES));
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new StorageException("the metadata of " + found.key() + " is not that of a log object", e);
        }
    }

    /** The log's last object now; position 0 when there is none. */
    private Mono<Tail> end(UUID storeId) {
        return Mono.defer(() -> {
            Tail known = tail.storeId.equals(storeId) ? tail : Tail.of(storeId);
            Mono<Tail> end = Row.last(
                            new Place<>(known.position, Optional.<Stretches>empty()),
                            position -> bucket.head(keys.log(storeId, position)).map(LogObjects::stretches))
                    .map(last -> new Tail(storeId, last.number(), last.content().orElse(known.stretches)));
            return (known.position > 0 ? end : end.flatMap(this::sureEnd)).map(this::reached);
        });
    }

    /** Who knows nothing of the log yet may have met a log object that was lost, and taken it for the end. */
    private Mono<Tail> sureEnd(Tail last) {
        UUID storeId = last.storeId;
        String next = keys.log(storeId, last.position + 1);
        return bucket.list(keys.logs(storeId), next, 1)
                .flatMap(beyond -> beyond.keys().isEmpty()
                        ? Mono.just(last)
                        : bucket.head(next)
                                .switchIfEmpty(Mono.error(() -> new MissingException(next)))
                                .map(there -> reached(new Tail(storeId, last.position + 1, stretches(there))))
                                .flatMap(further -> end(storeId)));
    }

    /** Remembers that the log goes at least so far. */
    private synchronized Tail reached(Tail seen) {
        if (!tail.storeId.equals(seen.storeId) || tail.position < seen.position) {
            tail = seen;
        }
        return tail;
    }

    /** One log object, which must be there. They never change, so the latest are remembered. */
    Mono<LogObject> at(UUID storeId, long position) {
        return Mono.defer(() -> {
            String key = keys.log(storeId, position);
            LogObject known = remembered(key);
            return known != null
                    ? Mono.just(known)
                    : bucket.get(key)
                            .map(found -> remember(
                                    key, new LogObject(position, stretches(found), Announced.parse(position, found))))
                            .switchIfEmpty(Mono.error(() -> new MissingException(key)));
        });
    }

    /** Whether this process read or wrote the log object lately. */
    boolean remembers(UUID storeId, long position) {
        return remembered(keys.log(storeId, position)) != null;
    }

    private @Nullable LogObject remembered(String key) {
        synchronized (latest) {
            return latest.get(key);
        }
    }

    private LogObject remember(String key, LogObject object) {
        synchronized (latest) {
            latest.put(key, object);
        }
        return object;
    }

    /** Where the log ended for the first page of this read, and which stretches are over. */
    Mono<Tail> endFor(State of, PageRequest request) {
        ReadView view = request.view();
        Tail known = tail;
        return view != null && isOf(of, view.life()) && known.storeId.equals(of.storeId())
                ? Mono.just(new Tail(of.storeId(), Announced.position(view.through()), known.stretches))
                : end(of.storeId());
    }

    private static boolean isOf(State state, Object life) {
        return life.equals(state.storeId())
                || (life instanceof Life of && of.storeId().equals(state.storeId()));
    }

    /** The position of the first line behind a checkpoint. */
    static long firstBehind(long checkpoint) {
        long position = Announced.position(checkpoint);
        return checkpoint >= Announced.lastOf(position) ? position + 1 : position;
    }

    /** A page of lines for which {@code asked} holds; the others do not count. */
    Mono<Lines> page(Tail end, PageRequest request, Predicate<Announced> asked) {
        return Mono.defer(() -> new Scan(end, request, asked)
                .from(firstBehind(request.after()), Math.min(FIRST_WINDOW, request.maxCommits())));
    }

    /** Collects one page, window by window. One instance per subscription. */
    private final class Scan {

        private final Tail end;
        private final PageRequest request;
        private final Predicate<Announced> asked;
        private final List<Announced> lines = new ArrayList<>();
        private long bytes;
        private long through;
        private int objects;

        Scan(Tail end, PageRequest request, Predicate<Announced> asked) {
            this.end = end;
            this.request = request;
            this.asked = asked;
            this.through = request.after();
        }

        Mono<Lines> from(long position, int window) {
            long left = end.position - position + 1;
            if (left <= 0 || objects >= MOST_OBJECTS || isFull()) {
                return Mono.just(lines());
            }
            int size = (int) Math.min(window, left);
            return Flux.fromStream(
                            () -> LongStream.range(position, position + size).boxed())
                    .flatMapSequential(each -> at(end.storeId, each), size)
                    .collectList()
                    .flatMap(found -> {
                        for (LogObject object : found) {
                            if (isNextStretch(object) || !take(object.position(), object.lines())) {
                                return Mono.just(lines());
                            }
                        }
                        return from(position + size, nextWindow());
                    });
        }

        private Lines lines() {
            return new Lines(end.head(), lines, through);
        }

        /** What comes behind is over: the next page reads it out of packs. */
        private boolean isNextStretch(LogObject object) {
            return objects > 0
                    && object.stretches().small().start() == object.position()
                    && end.isBehind(object.position());
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
