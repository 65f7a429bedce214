package io.aett.reactive.engine;

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
import java.util.List;
import java.util.UUID;
import reactor.core.publisher.Mono;

/** A log without commits, for tests that script a part of it. */
class EmptyLog implements CommitLog {

    static final UUID STORE = new UUID(1, 1);

    @Override
    public Mono<List<AppendResult>> append(List<EncodedCommit> batch) {
        return Mono.error(new UnsupportedOperationException("append"));
    }

    @Override
    public Mono<Page> readStream(StreamKey stream, long minRevision, long maxRevision, PageRequest page) {
        return Mono.just(new Page(List.of(), page.after(), true).seenAs(new ReadView(STORE, Long.MAX_VALUE)));
    }

    @Override
    public Mono<Page> readTenant(String tenantId, Instant maxStamp, PageRequest page) {
        return Mono.just(new Page(List.of(), page.after(), true).seenAs(new ReadView(STORE, Long.MAX_VALUE)));
    }

    @Override
    public Mono<LogPage> readAll(PageRequest page) {
        return Mono.just(new LogPage(new LogHead(STORE, 0), List.of(), page.after()));
    }

    @Override
    public Mono<StoredHead> head(StreamKey stream) {
        return Mono.empty();
    }

    @Override
    public Mono<EncodedCommit> find(StreamKey stream, UUID commitId) {
        return Mono.empty();
    }

    @Override
    public Mono<LogHead> head() {
        return Mono.just(new LogHead(STORE, 0));
    }
}
