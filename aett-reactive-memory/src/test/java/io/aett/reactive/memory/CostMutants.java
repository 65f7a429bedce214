package io.aett.reactive.memory;

import io.aett.reactive.spi.AppendResult;
import io.aett.reactive.spi.CommitLog;
import io.aett.reactive.spi.EncodedCommit;
import io.aett.reactive.spi.Page;
import io.aett.reactive.spi.PageRequest;
import io.aett.reactive.spi.Storage;
import io.aett.reactive.spi.StoredHead;
import io.aett.reactive.spi.StreamKey;
import io.aett.reactive.testkit.support.PassingLog;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
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
                storage.states(),
                storage.management(),
                storage.failures());
    }

    /** As an operator with a default prefetch does. */
    private static final class FetchesAhead extends PassingLog {
        FetchesAhead(CommitLog log) {
            super(log);
        }

        @Override
        public Mono<Page> readStream(StreamKey stream, long minRevision, long maxRevision, PageRequest page) {
            Mono<Page> first = super.readStream(stream, minRevision, maxRevision, page);
            return first.flatMap(found -> following(stream, found, page).then(Mono.just(found)));
        }

        private Flux<Page> following(StreamKey stream, Page page, PageRequest request) {
            return page.last()
                    ? Flux.empty()
                    : super.readStream(
                                    stream,
                                    1,
                                    Long.MAX_VALUE,
                                    new PageRequest(page.next(), request.maxCommits(), request.maxBytes()))
                            .expand(next -> next.last()
                                    ? Mono.empty()
                                    : super.readStream(
                                            stream,
                                            1,
                                            Long.MAX_VALUE,
                                            new PageRequest(next.next(), request.maxCommits(), request.maxBytes())));
        }
    }

    private static final class LooksFirst extends PassingLog {
        LooksFirst(CommitLog log) {
            super(log);
        }

        @Override
        public Mono<List<AppendResult>> append(List<EncodedCommit> batch) {
            return Flux.fromIterable(batch)
                    .concatMap(commit -> super.readStream(
                                    commit.stream(), 1, Long.MAX_VALUE, new PageRequest(0, 1, Long.MAX_VALUE))
                            .expand(page -> page.last()
                                    ? Mono.empty()
                                    : super.readStream(
                                            commit.stream(),
                                            1,
                                            Long.MAX_VALUE,
                                            new PageRequest(page.next(), 1, Long.MAX_VALUE))))
                    .then(super.append(batch));
        }
    }

    private static final class ReadsForHeads extends PassingLog {
        ReadsForHeads(CommitLog log) {
            super(log);
        }

        @Override
        public Mono<StoredHead> head(StreamKey stream) {
            return super.readStream(stream, 1, Long.MAX_VALUE, new PageRequest(0, 1, Long.MAX_VALUE))
                    .expand(page -> page.last()
                            ? Mono.empty()
                            : super.readStream(
                                    stream, 1, Long.MAX_VALUE, new PageRequest(page.next(), 1, Long.MAX_VALUE)))
                    .concatMapIterable(Page::commits)
                    .reduce((first, last) -> last)
                    .map(last -> new StoredHead(last.sequence(), last.revision(), last.stamp()));
        }
    }
}
