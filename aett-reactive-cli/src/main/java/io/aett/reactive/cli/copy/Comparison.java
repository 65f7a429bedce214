package io.aett.reactive.cli.copy;

import io.aett.reactive.Commit;
import io.aett.reactive.EventStore;
import io.aett.reactive.engine.StoredEvent;
import io.aett.reactive.engine.StoredEvents;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Compares a source with its copy, commit by commit in the order of both, a few at a time. Commits of others between them are passed
 * over. To be run once.
 */
public final class Comparison {

    private static final int MOST_COMMITS = 256;
    private static final long MOST_BYTES = 4 << 20;

    private final Source source;
    private final EventStore target;
    private final Consumer<String> differences;
    private final TreeMap<Long, Long> places = new TreeMap<>();
    private long cursor;
    private long same;
    private long different;
    private long missing;
    private long elsewhere;
    private long others;

    /**
     * A comparison.
     *
     * @param positions places of the source for which those of the copy are wanted
     * @param differences is told of each difference, on one line
     */
    public Comparison(Source source, EventStore target, List<Long> positions, Consumer<String> differences) {
        this.source = source;
        this.target = target;
        this.differences = differences;
        positions.forEach(position -> places.put(position, 0L));
    }

    /**
     * What was found.
     *
     * @param same commits that are the same
     * @param different commits whose numbers, stamps or contents differ
     * @param missing commits that the copy does not have
     * @param elsewhere of the same and the different ones those that come in another order
     * @param others whether the copy has commits between them that the source has not
     * @param places for each position the checkpoint in the copy up to which it has the same commits
     */
    public record Result(
            long same, long different, long missing, long elsewhere, boolean others, Map<Long, Long> places) {

        /** Whether everything is there. */
        public boolean isWhole() {
            return different == 0 && missing == 0;
        }
    }

    /**
     * Compares all up to this place of the source.
     *
     * @param progress is told the place of each commit that was compared
     */
    public Mono<Result> run(long upTo, LongConsumer progress) {
        return Flux.defer(() -> source.behind(0))
                .takeWhile(commit -> commit.checkpointToken() <= upTo)
                .bufferUntil(new Enough())
                .concatMap(
                        window -> target.management()
                                .getFrom(cursor)
                                .take(window.size())
                                .collectList()
                                .flatMap(found -> compare(window, new ArrayDeque<>(found), progress)),
                        1)
                .then(Mono.fromSupplier(
                        () -> new Result(same, different, missing, elsewhere, others > elsewhere, Map.copyOf(places))));
    }

    /** Ends a window when it has enough. One for each run. */
    private static final class Enough implements Predicate<Commit> {

        private int commits;
        private long bytes;

        @Override
        public boolean test(Commit commit) {
            commits++;
            bytes += commit.events().stream()
                    .mapToLong(event -> ((StoredEvent) event.body()).length())
                    .sum();
            boolean enough = commits >= MOST_COMMITS || bytes >= MOST_BYTES;
            if (enough) {
                commits = 0;
                bytes = 0;
            }
            return enough;
        }
    }

    private Mono<Void> compare(List<Commit> window, Deque<Commit> ahead, LongConsumer progress) {
        return Flux.fromIterable(window)
                .concatMap(commit -> compare(commit, ahead).doOnSuccess(done -> {
                    progress.accept(commit.checkpointToken());
                    places.tailMap(commit.checkpointToken(), true).replaceAll((position, before) -> cursor);
                }))
                .then();
    }

    private Mono<Void> compare(Commit commit, Deque<Commit> ahead) {
        Commit next = ahead.peek();
        if (next != null && isMeant(commit, next)) {
            ahead.remove();
            cursor = next.checkpointToken();
            judge(commit, next);
            return Mono.empty();
        }
        return target.commits()
                .find(commit.tenantId(), commit.streamId(), commit.commitId())
                .map(Optional::of)
                .defaultIfEmpty(Optional.empty())
                .doOnNext(found -> found.ifPresentOrElse(copy -> apart(commit, copy, ahead), () -> {
                    missing++;
                    differences.accept("missing: " + name(commit));
                }))
                .then();
    }

    private void apart(Commit commit, Commit copy, Deque<Commit> ahead) {
        judge(commit, copy);
        if (copy.checkpointToken() < cursor) {
            elsewhere++;
            return;
        }
        cursor = copy.checkpointToken();
        while (!ahead.isEmpty() && ahead.element().checkpointToken() <= cursor) {
            others += ahead.remove().checkpointToken() < cursor ? 1 : 0;
        }
    }

    private void judge(Commit commit, Commit copy) {
        String difference = difference(commit, copy);
        if (difference == null && !StoredEvents.haveSameContent(commit, copy)) {
            difference = "contents differ";
        }
        if (difference == null) {
            same++;
        } else {
            different++;
            differences.accept("different: " + name(commit) + ": its " + difference);
        }
    }

    private static boolean isMeant(Commit commit, Commit copy) {
        return commit.commitId().equals(copy.commitId())
                && commit.streamId().equals(copy.streamId())
                && commit.tenantId().equals(copy.tenantId());
    }

    /** How the numbers and stamps differ; {@code null} if they do not. */
    static @Nullable String difference(Commit commit, Commit copy) {
        if (commit.commitSequence() != copy.commitSequence()) {
            return "number is " + commit.commitSequence() + ", and in the target " + copy.commitSequence();
        }
        if (commit.streamRevision() != copy.streamRevision()) {
            return "revision is " + commit.streamRevision() + ", and in the target " + copy.streamRevision();
        }
        return commit.commitStamp().equals(copy.commitStamp())
                ? null
                : "stamp is " + commit.commitStamp() + ", and in the target " + copy.commitStamp();
    }

    /** The commit, for people. */
    static String name(Commit commit) {
        return "commit " + commit.commitSequence() + " of stream " + commit.streamId() + " (tenant " + commit.tenantId()
                + ", " + commit.commitId() + ")";
    }
}
