package io.aett.reactive.testkit.simulation;

import io.aett.reactive.sealedlog.SealedLog;
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
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The commits as one process reaches them: appends are one atomic step, or go through the sealed log. */
final class SimulatedLog implements CommitLog {

    private static final int LOST_HINT = 300;

    private final SimulatedWay way;
    private final SimulatedData data;
    private final @Nullable SealedLog sealed;
    private final boolean hints;

    SimulatedLog(SimulatedWay way, SimulatedData data, @Nullable SealedLog sealed, boolean hints) {
        this.way = way;
        this.data = data;
        this.sealed = sealed;
        this.hints = hints;
    }

    @Override
    public Mono<List<AppendResult>> append(List<EncodedCommit> batch) {
        return sealed == null
                ? way.append("append of " + batch.size(), () -> data.append(batch))
                : sealed.append(batch);
    }

    @Override
    public Mono<LogPage> readAll(PageRequest page) {
        return sealed == null ? way.read("read all", () -> data.readAll(page)) : sealed.readAll(page);
    }

    @Override
    public Mono<Page> readStream(StreamKey stream, long minRevision, long maxRevision, PageRequest page) {
        return way.read("read stream", () -> data.readStream(stream, minRevision, maxRevision, page));
    }

    @Override
    public Mono<Page> readTenant(String tenantId, Instant maxStamp, PageRequest page) {
        return way.read("read tenant", () -> data.readTenant(tenantId, maxStamp, page));
    }

    @Override
    public Mono<StoredHead> head(StreamKey stream) {
        return way.read("head of stream", () -> data.head(stream));
    }

    @Override
    public Mono<EncodedCommit> find(StreamKey stream, UUID commitId) {
        return way.read("find", () -> data.find(stream, commitId));
    }

    @Override
    public Mono<LogHead> head() {
        return way.read("head", data::head);
    }

    /** Late, lost, or for nothing. */
    @Override
    public @Nullable Flux<Long> wakeUps() {
        return hints
                ? Flux.create(sink -> {
                    LongConsumer listener = position -> {
                        if (!way.world().happens(LOST_HINT)) {
                            way.world().after(way.way(), () -> way.process().step(() -> sink.next(position)));
                        }
                    };
                    data.listen(listener);
                    sink.onDispose(() -> data.unlisten(listener));
                })
                : null;
    }
}
