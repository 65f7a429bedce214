package io.aett.reactive.sample.history;

import io.aett.reactive.Commit;
import io.aett.reactive.sample.model.FileEvent;
import io.aett.reactive.sample.model.GitCommitImported;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import reactor.core.publisher.Mono;

/**
 * A read model: which files change most, who changes most, what is hot, and how much is stored. It grows with the number of files and
 * authors, not with the history. For one subscriber.
 */
public final class Activity {

    private final Map<String, Count> files = new HashMap<>();
    private final Map<String, Count> authors = new HashMap<>();
    private final Map<String, HotSpot> hotSpots = new TreeMap<>();
    private long commits;
    private long events;
    private long streams;
    private long changes;
    private long gitCommits;

    private Activity() {}

    /** A name and what was counted for it. */
    public record Count(String name, long changes, long lines) {

        private Count plus(Count other) {
            return new Count(name, changes + other.changes, lines + other.lines);
        }
    }

    /** A file that changed a lot. */
    public record HotSpot(String path, int changes, Instant since, Instant until) {}

    /** Follows the store from its beginning up to this checkpoint, which must be that of a commit of the tenant. */
    public static Mono<Activity> upTo(Tenant tenant, long checkpoint) {
        return tenant.store()
                .management()
                .follow(0)
                .filter(tenant::has)
                .takeUntil(commit -> commit.checkpointToken() >= checkpoint)
                .reduceWith(Activity::new, Activity::add);
    }

    private Activity add(Commit commit) {
        commits++;
        events += commit.events().size();
        streams += commit.commitSequence() == 1 ? 1 : 0;
        commit.events().forEach(event -> add(event.body()));
        return this;
    }

    private void add(Object event) {
        if (event instanceof FileEvent.Changed change) {
            changes++;
            long lines = (long) change.linesAdded() + change.linesRemoved();
            String author = change.origin().author();
            files.merge(change.path(), new Count(change.path(), 1, lines), Count::plus);
            authors.merge(author, new Count(author, 1, lines), Count::plus);
        } else if (event instanceof FileEvent.HotSpotFlagged hot) {
            hotSpots.put(hot.path(), new HotSpot(hot.path(), hot.changes(), hot.since(), hot.until()));
        } else if (event instanceof GitCommitImported) {
            gitCommits++;
        }
    }

    /** The files that changed most. */
    public List<Count> topFiles(int limit) {
        return top(files.values(), limit);
    }

    /** The authors that changed most. */
    public List<Count> topAuthors(int limit) {
        return top(authors.values(), limit);
    }

    /** The ones with most changes. */
    public static List<Count> top(Collection<Count> counts, int limit) {
        return counts.stream()
                .sorted(Comparator.comparingLong(Count::changes)
                        .reversed()
                        .thenComparing(Comparator.comparingLong(Count::lines).reversed())
                        .thenComparing(Count::name))
                .limit(limit)
                .toList();
    }

    /** The files that were flagged, each with its latest flag, latest first. */
    public List<HotSpot> hotSpots(int limit) {
        return hotSpots.values().stream()
                .sorted(Comparator.comparing(HotSpot::until).reversed())
                .limit(limit)
                .toList();
    }

    /** How many files were ever flagged. */
    public int hotSpotCount() {
        return hotSpots.size();
    }

    /** Commits of the store. */
    public long commits() {
        return commits;
    }

    /** Events in them. */
    public long events() {
        return events;
    }

    /** Streams that they are in. */
    public long streams() {
        return streams;
    }

    /** Changes of files. */
    public long changes() {
        return changes;
    }

    /** Git commits. */
    public long gitCommits() {
        return gitCommits;
    }
}
