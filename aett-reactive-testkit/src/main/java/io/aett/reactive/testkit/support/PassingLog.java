package io.aett.reactive.testkit.support;

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
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Passes everything on; for one that does something else in one place. */
public class PassingLog implements CommitLog {
    private final CommitLog log;

    /** Passes on to {@code log}. */
    public PassingLog(CommitLog log) {
        this.log = log;
    }

    @Override
    public Mono<List<AppendResult>> append(List<EncodedCommit> batch) {
        return log.append(batch);
    }

    @Override
    public Mono<Page> readStream(StreamKey stream, long minRevision, long maxRevision, PageRequest page) {
        return log.readStream(stream, minRevision, maxRevision, page);
    }

    @Override
    public Mono<Page> readTenant(String tenantId, Instant maxStamp, PageRequest page) {
        return log.readTenant(tenantId, maxStamp, page);
    }

    @Override
    public Mono<LogPage> readAll(PageRequest page) {
        return log.readAll(page);
    }

    @Override
    public Mono<StoredHead> head(StreamKey stream) {
        return log.head(stream);
    }

    @Override
    public Mono<EncodedCommit> find(StreamKey stream, UUID commitId) {
        return log.find(stream, commitId);
    }

    @Override
    public Mono<LogHead> head() {
        return log.head();
    }

    @Override
    public @Nullable Flux<Long> wakeUps() {
        return log.wakeUps();
    }
}
