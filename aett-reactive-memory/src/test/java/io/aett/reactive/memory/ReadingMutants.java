package io.aett.reactive.memory;

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
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What goes wrong when commits are read, by stream, by tenant and in the global order. */
final class ReadingMutants {

    private ReadingMutants() {}

    static final Map<String, Supplier<MemoryCommitLog>> LOGS = Map.ofEntries(
            Map.entry("ranges-without-their-start", () -> new Ranges(1, 0)),
            Map.entry("ranges-without-their-end", () -> new Ranges(0, -1)),
            Map.entry("only-commits-within-the-range", OnlyCommitsWithin::new),
            Map.entry("streams-end-at-a-thousand", StreamsEndAtAThousand::new),
            Map.entry("reads-end-at-a-mebibyte", ReadsEndAtAMebibyte::new),
            Map.entry("ten-comes-before-nine", TenBeforeNine::new),
            Map.entry("pages-begin-with-the-last-one", PagesBeginWithTheLast::new),
            Map.entry("pages-of-any-size", PagesOfAnySize::new),
            Map.entry("reads-are-cached", ReadsAreCached::new),
            Map.entry(
                    "ids-are-concatenated",
                    () -> new OtherStreams((key, other) ->
                            (key.tenantId() + key.streamId()).equals(other.tenantId() + other.streamId()))),
            Map.entry(
                    "ids-are-prefixes",
                    () -> new OtherStreams((key, other) -> key.tenantId().equals(other.tenantId())
                            && other.streamId().startsWith(key.streamId()))),
            Map.entry(
                    "ids-ignore-case",
                    () -> new OtherStreams((key, other) -> key.tenantId().equalsIgnoreCase(other.tenantId())
                            && key.streamId().equalsIgnoreCase(other.streamId()))),
            Map.entry(
                    "ids-are-trimmed",
                    () -> new OtherStreams((key, other) -> key.tenantId()
                                    .strip()
                                    .equals(other.tenantId().strip())
                            && key.streamId().strip().equals(other.streamId().strip()))),
            Map.entry(
                    "tenants-are-prefixes",
                    () -> new Tenants(
                            (commit, tenant) -> commit.stream().tenantId().startsWith(tenant))),
            Map.entry("lives-are-mixed", LivesAreMixed::new),
            Map.entry("times-are-exclusive", TimesAreExclusive::new),
            Map.entry("tenants-in-the-order-of-stamps", TenantsByStamp::new),
            Map.entry("an-empty-page-is-the-end", EmptyPageIsTheEnd::new),
            Map.entry("heads-count-commits", HeadsCountCommits::new),
            Map.entry("heads-of-the-first-commit", HeadsOfTheFirstCommit::new),
            Map.entry("commit-ids-are-not-found", CommitIdsAreNotFound::new),
            Map.entry("checkpoints-are-inclusive", CheckpointsAreInclusive::new),
            Map.entry("checkpoints-are-sequences", CheckpointsAreSequences::new),
            Map.entry("checkpoints-are-stamps", CheckpointsAreStamps::new),
            Map.entry("slow-writers-are-skipped", SlowWritersAreSkipped::new),
            Map.entry("the-fence-is-the-head", FenceIsTheHead::new),
            Map.entry("the-last-commit-is-not-followed", LastCommitIsNotFollowed::new),
            Map.entry("only-one-tenant-is-followed", OnlyOneTenant::new));

    private interface Same {
        boolean as(StreamKey asked, StreamKey stored);
    }

    private interface Within {
        boolean tenant(EncodedCommit commit, String asked);
    }

    private static final class Ranges extends MutantLog {
        private final int start;
        private final int end;

        Ranges(int start, int end) {
            this.start = start;
            this.end = end;
        }

        @Override
        public Mono<Page> readStream(StreamKey key, long min, long max, PageRequest request) {
            return super.readStream(
                    key, min <= 1 ? min : min + start, max == Long.MAX_VALUE ? max : max + end, request);
        }
    }

    private static final class OnlyCommitsWithin extends MutantLog {
        @Override
        public Mono<Page> readStream(StreamKey key, long min, long max, PageRequest request) {
            Predicate<EncodedCommit> within =
                    commit -> commit.stream().equals(key) && commit.firstRevision() >= min && commit.revision() <= max;
            return Mono.fromSupplier(() -> page(request, EncodedCommit::sequence, within));
        }
    }

    private static final class StreamsEndAtAThousand extends MutantLog {
        @Override
        public Mono<Page> readStream(StreamKey key, long min, long max, PageRequest request) {
            return super.readStream(key, min, max, request).map(page -> {
                List<EncodedCommit> first = page.commits().stream()
                        .filter(commit -> commit.sequence() <= 1000)
                        .toList();
                return first.size() == page.commits().size() ? page : new Page(first, 1000, true, page.view());
            });
        }
    }

    private static final class ReadsEndAtAMebibyte extends MutantLog {
        @Override
        public Mono<Page> readStream(StreamKey key, long min, long max, PageRequest request) {
            return super.readStream(key, min, max, new PageRequest(request.after(), request.maxCommits(), 1 << 20))
                    .map(page -> new Page(
                            page.commits(),
                            page.next(),
                            page.last() || page.commits().size() < request.maxCommits(),
                            page.view()));
        }
    }

    private static final class TenBeforeNine extends MutantLog {
        @Override
        public Mono<Page> readStream(StreamKey key, long min, long max, PageRequest request) {
            return super.readStream(key, min, max, request).map(page -> {
                List<EncodedCommit> sorted = new ArrayList<>(page.commits());
                sorted.sort(Comparator.comparing(commit -> String.valueOf(commit.sequence())));
                return new Page(sorted, page.next(), page.last(), page.view());
            });
        }
    }

    private static final class PagesBeginWithTheLast extends MutantLog {
        @Override
        public Mono<Page> readStream(StreamKey key, long min, long max, PageRequest request) {
            return super.readStream(
                    key,
                    min,
                    max,
                    new PageRequest(Math.max(0, request.after() - 1), request.maxCommits() + 1, request.maxBytes()));
        }
    }

    /** Everything at once, whatever was asked for. */
    private static final class PagesOfAnySize extends MutantLog {
        @Override
        public Mono<Page> readStream(StreamKey key, long min, long max, PageRequest request) {
            return super.readStream(key, min, max, new PageRequest(request.after(), Integer.MAX_VALUE, Long.MAX_VALUE));
        }
    }

    private static final class ReadsAreCached extends MutantLog {
        private final Map<StreamKey, Mono<Page>> cache = new ConcurrentHashMap<>();

        @Override
        public Mono<Page> readStream(StreamKey key, long min, long max, PageRequest request) {
            return request.after() > 0 || min > 1
                    ? super.readStream(key, min, max, request)
                    : cache.computeIfAbsent(
                            key,
                            missing ->
                                    super.readStream(missing, min, max, request).cache());
        }
    }

    private static final class OtherStreams extends MutantLog {
        private final Same same;

        OtherStreams(Same same) {
            this.same = same;
        }

        @Override
        public Mono<Page> readStream(StreamKey key, long min, long max, PageRequest request) {
            return Mono.fromSupplier(() -> page(
                    request,
                    EncodedCommit::sequence,
                    commit -> same.as(key, commit.stream()) && commit.intersects(min, max)));
        }
    }

    private static final class Tenants extends MutantLog {
        private final Within within;

        Tenants(Within within) {
            this.within = within;
        }

        @Override
        public Mono<Page> readTenant(String tenantId, Instant maxStamp, PageRequest request) {
            return Mono.fromSupplier(() -> page(
                    request,
                    EncodedCommit::checkpoint,
                    commit -> within.tenant(commit, tenantId) && !commit.stamp().isAfter(maxStamp)));
        }
    }

    /** Each page says that it sees what the first one saw. */
    private static final class LivesAreMixed extends MutantLog {
        @Override
        public Mono<Page> readStream(StreamKey key, long min, long max, PageRequest request) {
            PageRequest fresh = new PageRequest(request.after(), request.maxCommits(), request.maxBytes());
            ReadView always = new ReadView("life", Long.MAX_VALUE);
            return super.readStream(key, min, max, fresh).map(page -> page.seenAs(always));
        }
    }

    private static final class TimesAreExclusive extends MutantLog {
        @Override
        public Mono<Page> readTenant(String tenantId, Instant maxStamp, PageRequest request) {
            return Mono.fromSupplier(() -> page(
                    request,
                    EncodedCommit::checkpoint,
                    commit -> commit.stream().tenantId().equals(tenantId)
                            && commit.stamp().isBefore(maxStamp)));
        }
    }

    private static final class TenantsByStamp extends MutantLog {
        @Override
        public Mono<Page> readTenant(String tenantId, Instant maxStamp, PageRequest request) {
            return super.readTenant(tenantId, maxStamp, request).map(page -> {
                List<EncodedCommit> sorted = new ArrayList<>(page.commits());
                sorted.sort(Comparator.comparing(EncodedCommit::stamp));
                return new Page(sorted, page.next(), page.last(), page.view());
            });
        }
    }

    /** Filters what it has read, a few at a time, and stops where nothing is left. */
    private static final class EmptyPageIsTheEnd extends MutantLog {
        @Override
        public Mono<Page> readTenant(String tenantId, Instant maxStamp, PageRequest request) {
            return super.readTenant(tenantId, Instant.MAX, new PageRequest(request.after(), 4, request.maxBytes()))
                    .map(page -> {
                        List<EncodedCommit> left = page.commits().stream()
                                .filter(commit -> !commit.stamp().isAfter(maxStamp))
                                .toList();
                        return new Page(left, page.next(), page.last() || left.isEmpty(), page.view());
                    });
        }
    }

    private static final class HeadsCountCommits extends MutantLog {
        @Override
        public Mono<StoredHead> head(StreamKey key) {
            return super.head(key).map(head -> new StoredHead(head.sequence(), head.sequence(), head.stamp()));
        }
    }

    private static final class HeadsOfTheFirstCommit extends MutantLog {
        @Override
        public Mono<StoredHead> head(StreamKey key) {
            return super.readStream(key, 1, Long.MAX_VALUE, new PageRequest(0, 1, 1))
                    .flatMapIterable(Page::commits)
                    .next()
                    .map(first -> new StoredHead(first.sequence(), first.revision(), first.stamp()));
        }
    }

    private static final class CommitIdsAreNotFound extends MutantLog {
        @Override
        public Mono<EncodedCommit> find(StreamKey key, UUID commitId) {
            return Mono.empty();
        }
    }

    private static final class CheckpointsAreInclusive extends MutantLog {
        @Override
        public Mono<LogPage> readAll(PageRequest request) {
            return request.after() == 0
                    ? super.readAll(request)
                    : super.readAll(new PageRequest(request.after() - 1, request.maxCommits() + 1, request.maxBytes()))
                            .map(page -> new LogPage(
                                    page.head(), page.commits(), Math.max(request.after(), page.settled())));
        }
    }

    private static final class CheckpointsAreSequences extends MutantLog {
        @Override
        public Mono<LogPage> readAll(PageRequest request) {
            return super.readAll(request)
                    .map(page -> new LogPage(
                            page.head(),
                            page.commits().stream()
                                    .filter(commit -> commit.sequence() > request.after())
                                    .toList(),
                            page.settled()));
        }
    }

    private static final class CheckpointsAreStamps extends MutantLog {
        @Override
        public Mono<LogPage> readAll(PageRequest request) {
            return super.readAll(request).map(page -> {
                Instant last = everything().stream()
                        .filter(commit -> commit.checkpoint() == request.after())
                        .map(EncodedCommit::stamp)
                        .findFirst()
                        .orElse(Instant.MIN);
                return new LogPage(
                        page.head(),
                        page.commits().stream()
                                .filter(commit -> commit.stamp().isAfter(last))
                                .toList(),
                        page.settled());
            });
        }
    }

    /** The number is taken before the commit is there: a reader that comes in between goes on behind it. */
    private static final class SlowWritersAreSkipped extends MutantLog {
        private volatile long notThereYet;

        @Override
        public Mono<LogPage> readAll(PageRequest request) {
            return super.readAll(request).map(page -> {
                long last = page.head().last();
                boolean first = last > notThereYet && last % 3 == 0;
                notThereYet = Math.max(notThereYet, last);
                return first
                        ? new LogPage(
                                page.head(),
                                page.commits().stream()
                                        .filter(commit -> commit.checkpoint() != last)
                                        .toList(),
                                page.settled())
                        : page;
            });
        }
    }

    private static final class FenceIsTheHead extends MutantLog {
        @Override
        public Mono<LogPage> readAll(PageRequest request) {
            return super.readAll(request)
                    .map(page -> new LogPage(
                            page.head(),
                            page.commits(),
                            Math.max(page.settled(), page.head().last())));
        }
    }

    private static final class LastCommitIsNotFollowed extends MutantLog {
        @Override
        public Mono<LogHead> head() {
            return super.head().map(head -> new LogHead(head.storeId(), Math.max(0, head.last() - 1)));
        }

        @Override
        public Mono<LogPage> readAll(PageRequest request) {
            return super.readAll(request).map(page -> {
                LogHead head = new LogHead(
                        page.head().storeId(), Math.max(0, page.head().last() - 1));
                return new LogPage(
                        head,
                        page.commits().stream()
                                .filter(commit -> commit.checkpoint() <= head.last())
                                .toList(),
                        Math.max(request.after(), Math.min(page.settled(), head.last())));
            });
        }

        @Override
        public @Nullable Flux<Long> wakeUps() {
            return null;
        }
    }

    private static final class OnlyOneTenant extends MutantLog {
        @Override
        public Mono<LogPage> readAll(PageRequest request) {
            return super.readAll(request)
                    .map(page -> new LogPage(
                            page.head(),
                            page.commits().stream()
                                    .filter(commit -> commit.stream()
                                            .tenantId()
                                            .equals(everything().get(0).stream().tenantId()))
                                    .toList(),
                            page.settled()));
        }
    }
}
