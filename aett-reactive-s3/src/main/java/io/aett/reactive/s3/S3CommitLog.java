package io.aett.reactive.s3;

import io.aett.reactive.StorageException;
import io.aett.reactive.sealedlog.SealedLog;
import io.aett.reactive.sealedlog.Slot;
import io.aett.reactive.spi.AppendResult;
import io.aett.reactive.spi.CommitLog;
import io.aett.reactive.spi.EncodedCommit;
import io.aett.reactive.spi.LogHead;
import io.aett.reactive.spi.LogPage;
import io.aett.reactive.spi.Page;
import io.aett.reactive.spi.PageRequest;
import io.aett.reactive.spi.ReadView;
import io.aett.reactive.spi.StoredHead;
import io.aett.reactive.spi.StreamKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The commits in a bucket: the sealed log for what is written and for the global order, the slots for a stream. */
final class S3CommitLog implements CommitLog {

    private final S3Log log;
    private final LogReader reader;
    private final Duties duties;
    private final SealedLog sealed;
    private final StoreState state;
    private final Streams streams;
    private final boolean ordered;

    S3CommitLog(S3Log log, LogReader reader, Duties duties, StoreState state, Streams streams, S3Options options) {
        this.log = log;
        this.reader = reader;
        this.duties = duties;
        this.sealed =
                SealedLog.create(log, options.sealDelay(), options.engine().commitTimeout(), System::nanoTime);
        this.state = state;
        this.streams = streams;
        this.ordered = options.globalOrder();
    }

    /** What is to be packed goes on beside it, and is not waited for. */
    @Override
    public Mono<List<AppendResult>> append(List<EncodedCommit> batch) {
        return Flux.merge(duties.beside().then(Mono.<List<AppendResult>>empty()), sealed.append(batch))
                .next();
    }

    @Override
    public Mono<Page> readStream(StreamKey stream, long minRevision, long maxRevision, PageRequest request) {
        return state.reading(
                stream.tenantId(),
                now -> streams.page(now.place(stream), minRevision, maxRevision, request),
                (now, read) -> streams.completed(now.place(stream), read)
                        .map(page -> page.seenAs(new ReadView(now.life(stream.tenantId()), 0))));
    }

    /**
     * Reads the log, as only the log has the order: the cost is that of all tenants' log objects. What is open is not
     * acknowledged yet, and is passed over. All pages end at the head that the first one saw: what was open below it when it
     * was passed over is followed in its stream by nothing else below it, since a slot is announced when the one before is
     * filled.
     */
    @Override
    public Mono<Page> readTenant(String tenantId, Instant maxStamp, PageRequest request) {
        return ordered(reader.seen(request, new Asked(tenantId, maxStamp))
                .map(seen -> new Page(
                                commits(seen.slots()),
                                seen.through(),
                                seen.through() >= seen.head().last())
                        .seenAs(new ReadView(
                                seen.state().life(tenantId), seen.head().last()))));
    }

    private static List<EncodedCommit> commits(List<Slot> slots) {
        List<EncodedCommit> commits = new ArrayList<>(slots.size());
        for (Slot slot : slots) {
            EncodedCommit commit = slot.commit();
            if (commit != null) {
                commits.add(commit);
            }
        }
        return commits;
    }

    @Override
    public Mono<LogPage> readAll(PageRequest request) {
        return ordered(sealed.readAll(request));
    }

    @Override
    public Mono<StoredHead> head(StreamKey stream) {
        return state.reading(stream.tenantId(), now -> streams.end(now.place(stream)))
                .filter(end -> end.sequence() > 0)
                .map(end -> new StoredHead(end.sequence(), end.revision(), end.stamp()));
    }

    @Override
    public Mono<EncodedCommit> find(StreamKey stream, UUID commitId) {
        return state.reading(
                stream.tenantId(),
                now -> streams.end(now.place(stream)),
                (now, end) -> streams.find(now.place(stream), end, commitId));
    }

    @Override
    public Mono<LogHead> head() {
        return ordered(log.head());
    }

    private <T> Mono<T> ordered(Mono<T> read) {
        return ordered
                ? read
                : Mono.error(
                        () -> new StorageException(
                                "this store was made without a global order (globalOrder(false)),"
                                        + " so nothing can be read by checkpoint, of a whole tenant, or followed; streams can"));
    }
}
