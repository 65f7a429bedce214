package io.aett.reactive.testkit.count;

import io.aett.reactive.spi.AppendResult;
import io.aett.reactive.spi.CommitLog;
import io.aett.reactive.spi.EncodedCommit;
import io.aett.reactive.spi.LogHead;
import io.aett.reactive.spi.LogPage;
import io.aett.reactive.spi.Page;
import io.aett.reactive.spi.PageRequest;
import io.aett.reactive.spi.StoredHead;
import io.aett.reactive.spi.StreamKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Passes everything on, and counts subscriptions: appends with their sizes, page reads, look-ups. */
public final class CountingCommitLog implements CommitLog {

    private final CommitLog log;
    private final List<Integer> batches = new ArrayList<>();
    private final AtomicLong pages = new AtomicLong();
    private final AtomicLong lookUps = new AtomicLong();

    /** Counts what passes to {@code log}. */
    public CountingCommitLog(CommitLog log) {
        this.log = log;
    }

    /** The sizes of all appends, in order. */
    public List<Integer> batchSizes() {
        synchronized (batches) {
            return List.copyOf(batches);
        }
    }

    /** How many appends were sent. */
    public long appends() {
        return batchSizes().size();
    }

    /** How many pages were asked for, of streams, tenants and the global order. */
    public long pages() {
        return pages.get();
    }

    /** How many heads and commit ids were looked up. */
    public long lookUps() {
        return lookUps.get();
    }

    /** Everything together. */
    public long requests() {
        return appends() + pages() + lookUps();
    }

    /** Begins to count from 0. */
    public void reset() {
        synchronized (batches) {
            batches.clear();
        }
        pages.set(0);
        lookUps.set(0);
    }

    @Override
    public Mono<List<AppendResult>> append(List<EncodedCommit> batch) {
        return Mono.defer(() -> {
            synchronized (batches) {
                batches.add(batch.size());
            }
            return log.append(batch);
        });
    }

    @Override
    public Mono<Page> readStream(StreamKey stream, long minRevision, long maxRevision, PageRequest page) {
        return counted(pages, log.readStream(stream, minRevision, maxRevision, page));
    }

    @Override
    public Mono<Page> readTenant(String tenantId, Instant maxStamp, PageRequest page) {
        return counted(pages, log.readTenant(tenantId, maxStamp, page));
    }

    @Override
    public Mono<LogPage> readAll(PageRequest page) {
        return counted(pages, log.readAll(page));
    }

    @Override
    public Mono<StoredHead> head(StreamKey stream) {
        return counted(lookUps, log.head(stream));
    }

    @Override
    public Mono<EncodedCommit> find(StreamKey stream, UUID commitId) {
        return counted(lookUps, log.find(stream, commitId));
    }

    @Override
    public Mono<LogHead> head() {
        return counted(lookUps, log.head());
    }

    @Override
    public @Nullable Flux<Long> wakeUps() {
        return log.wakeUps();
    }

    private static <T> Mono<T> counted(AtomicLong counter, Mono<T> request) {
        return Mono.defer(() -> {
            counter.incrementAndGet();
            return request;
        });
    }
}
