package io.aett.reactive.benchmarks.jmh;

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
import reactor.core.publisher.Mono;

/** A log that takes everything, and has always the same commits at hand: what is left are the costs of core. */
final class HandyLog implements CommitLog {

    private static final ReadView VIEW = new ReadView("the only life", Long.MAX_VALUE);

    private final List<EncodedCommit> commits;
    private long checkpoint;

    HandyLog(List<EncodedCommit> commits) {
        this.commits = commits;
    }

    @Override
    public Mono<List<AppendResult>> append(List<EncodedCommit> batch) {
        List<AppendResult> results = new ArrayList<>(batch.size());
        for (EncodedCommit commit : batch) {
            results.add(new AppendResult.Appended(++checkpoint, commit.stamp()));
        }
        return Mono.just(results);
    }

    @Override
    public Mono<Page> readStream(StreamKey stream, long minRevision, long maxRevision, PageRequest request) {
        int from = (int) Math.min(commits.size(), request.after());
        int to = Math.min(commits.size(), from + request.maxCommits());
        return Mono.just(Page.bySequence(request, commits.subList(from, to), to < commits.size())
                .seenAs(VIEW));
    }

    @Override
    public Mono<Page> readTenant(String tenantId, Instant maxStamp, PageRequest request) {
        return Mono.just(new Page(List.of(), request.after(), true, VIEW));
    }

    @Override
    public Mono<LogPage> readAll(PageRequest request) {
        return head().map(head -> new LogPage(head, List.of(), request.after()));
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
        return Mono.just(new LogHead(new UUID(0, 0), checkpoint));
    }
}
