package io.aett.reactive.memory;

import io.aett.reactive.spi.AppendResult;
import io.aett.reactive.spi.CommitLog;
import io.aett.reactive.spi.EncodedCommit;
import io.aett.reactive.spi.LogHead;
import io.aett.reactive.spi.LogPage;
import io.aett.reactive.spi.Page;
import io.aett.reactive.spi.PageRequest;
import io.aett.reactive.spi.Storage;
import io.aett.reactive.spi.StoredHead;
import io.aett.reactive.spi.StreamKey;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Right answers that cost too many requests. */
final class CostMutants {

    private CostMutants() {}

    static final Map<String, UnaryOperator<Storage>> STORAGES = Map.of(
            "pages-are-fetched-ahead", with(FetchesAhead::new),
            "appends-look-at-the-stream-first", with(LooksFirst::new),
            "heads-are-read", with(ReadsForHeads::new));

    private static UnaryOperator<Storage> with(UnaryOperator<CommitLog> mutation) {
        return storage -> new Storage(
                storage.name(),
                storage.limits(),
                mutation.apply(storage.commits()),
                storage.snapshots(),
                storage.management(),
                storage.failures());
    }

    private static class Passing implements CommitLog {
        final CommitLog log;

        Passing(CommitLog log) {
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

    /** As an operator with a default prefetch does. */
    private static final class FetchesAhead extends Passing {
        FetchesAhead(CommitLog log) {
            super(log);
        }

        @Override
        public Mono<Page> readStream(StreamKey stream, long minRevision, long maxRevision, PageRequest page) {
            Mono<Page> first = log.readStream(stream, minRevision, maxRevision, page);
            return first.flatMap(found -> following(stream, found, page).then(Mono.just(found)));
        }

        private Flux<Page> following(StreamKey stream, Page page, PageRequest request) {
            return page.last()
                    ? Flux.empty()
                    : log.readStream(
                                    stream,
                                    1,
                                    Long.MAX_VALUE,
                                    new PageRequest(page.next(), request.maxCommits(), request.maxBytes()))
                            .expand(next -> next.last()
                                    ? Mono.empty()
                                    : log.readStream(
                                            stream,
                                            1,
                                            Long.MAX_VALUE,
                                            new PageRequest(next.next(), request.maxCommits(), request.maxBytes())));
        }
    }

    private static final class LooksFirst extends Passing {
        LooksFirst(CommitLog log) {
            super(log);
        }

        @Override
        public Mono<List<AppendResult>> append(List<EncodedCommit> batch) {
            return Flux.fromIterable(batch)
                    .concatMap(commit -> log.readStream(
                                    commit.stream(), 1, Long.MAX_VALUE, new PageRequest(0, 1, Long.MAX_VALUE))
                            .expand(page -> page.last()
                                    ? Mono.empty()
                                    : log.readStream(
                                            commit.stream(),
                                            1,
                                            Long.MAX_VALUE,
                                            new PageRequest(page.next(), 1, Long.MAX_VALUE))))
                    .then(log.append(batch));
        }
    }

    private static final class ReadsForHeads extends Passing {
        ReadsForHeads(CommitLog log) {
            super(log);
        }

        @Override
        public Mono<StoredHead> head(StreamKey stream) {
            return log.readStream(stream, 1, Long.MAX_VALUE, new PageRequest(0, 1, Long.MAX_VALUE))
                    .expand(page -> page.last()
                            ? Mono.empty()
                            : log.readStream(
                                    stream, 1, Long.MAX_VALUE, new PageRequest(page.next(), 1, Long.MAX_VALUE)))
                    .concatMapIterable(Page::commits)
                    .reduce((first, last) -> last)
                    .map(last -> new StoredHead(last.sequence(), last.revision(), last.stamp()));
        }
    }
}
