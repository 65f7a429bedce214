package io.aett.reactive.testkit;

import io.aett.reactive.ConflictDetector;
import io.aett.reactive.TopicMap;
import io.aett.reactive.engine.EngineOptions;
import io.aett.reactive.serialization.EventSerializer;
import io.aett.reactive.serialization.JacksonEventSerializer;
import io.aett.reactive.testkit.events.TestEvents;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * What a test sets on a store, for every backend. A fixture gives it to its own options with {@link #applyTo}.
 *
 * @param serializer of events
 * @param conflictDetector decides lost races
 * @param pageSize commits per page
 * @param maxQueuedCommits commits that may wait
 * @param commitTimeout of appends
 * @param readTimeout of pages
 * @param scheduler of time-outs and pauses
 */
public record FixtureOptions(
        EventSerializer serializer,
        ConflictDetector conflictDetector,
        int pageSize,
        int maxQueuedCommits,
        Duration commitTimeout,
        Duration readTimeout,
        Scheduler scheduler) {

    public FixtureOptions {
        Objects.requireNonNull(serializer, "serializer");
        Objects.requireNonNull(conflictDetector, "conflictDetector");
        Objects.requireNonNull(commitTimeout, "commitTimeout");
        Objects.requireNonNull(readTimeout, "readTimeout");
        Objects.requireNonNull(scheduler, "scheduler");
    }

    /** The topics of {@link TestEvents}, no conflicts, the library's own defaults otherwise. */
    public static FixtureOptions defaults() {
        return new FixtureOptions(
                new JacksonEventSerializer(TestEvents.topics()),
                ConflictDetector.empty(),
                384,
                10_000,
                Duration.ofSeconds(30),
                Duration.ofSeconds(30),
                Schedulers.parallel());
    }

    /** These options with other topics. */
    public FixtureOptions withTopics(TopicMap other) {
        return withSerializer(new JacksonEventSerializer(other));
    }

    /** These options with another serializer. */
    public FixtureOptions withSerializer(EventSerializer other) {
        return new FixtureOptions(
                other, conflictDetector, pageSize, maxQueuedCommits, commitTimeout, readTimeout, scheduler);
    }

    /** These options with another detector. */
    public FixtureOptions withConflictDetector(ConflictDetector other) {
        return new FixtureOptions(serializer, other, pageSize, maxQueuedCommits, commitTimeout, readTimeout, scheduler);
    }

    /** These options with another page size. */
    public FixtureOptions withPageSize(int other) {
        return new FixtureOptions(
                serializer, conflictDetector, other, maxQueuedCommits, commitTimeout, readTimeout, scheduler);
    }

    /** These options with another bound on waiting commits. */
    public FixtureOptions withMaxQueuedCommits(int other) {
        return new FixtureOptions(serializer, conflictDetector, pageSize, other, commitTimeout, readTimeout, scheduler);
    }

    /** These options with one other time-out for appends and pages. */
    public FixtureOptions withTimeouts(Duration other) {
        return new FixtureOptions(serializer, conflictDetector, pageSize, maxQueuedCommits, other, other, scheduler);
    }

    /** These options with timers of another scheduler. */
    public FixtureOptions withScheduler(Scheduler other) {
        return new FixtureOptions(
                serializer, conflictDetector, pageSize, maxQueuedCommits, commitTimeout, readTimeout, other);
    }

    /** Sets all of this on a backend's builder and returns it. */
    public <B extends EngineOptions.Builder<B>> B applyTo(B builder) {
        return builder.serializer(serializer)
                .conflictDetector(conflictDetector)
                .pageSize(pageSize)
                .maxQueuedCommits(maxQueuedCommits)
                .commitTimeout(commitTimeout)
                .readTimeout(readTimeout)
                .scheduler(scheduler);
    }

    /** The same for an engine over a storage of one's own. */
    public EngineOptions engineOptions() {
        return new EngineOptions(
                serializer,
                conflictDetector,
                pageSize,
                maxQueuedCommits,
                commitTimeout,
                readTimeout,
                Duration.ofMillis(5),
                Duration.ofSeconds(1),
                scheduler,
                List.of());
    }
}
