package io.aett.reactive.engine;

import io.aett.reactive.ConflictDetector;
import io.aett.reactive.EngineListener;
import io.aett.reactive.TopicMap;
import io.aett.reactive.serialization.EventSerializer;
import io.aett.reactive.serialization.JacksonEventSerializer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * What can be set on every store, whatever its backend. Immutable. Durations are between one millisecond and one day.
 *
 * @param serializer turns events into bytes and back
 * @param conflictDetector decides whether a lost race is a conflict
 * @param pageSize the most commits of one page of a read
 * @param maxQueuedCommits commits that may wait or be under way at once; more are refused
 * @param commitTimeout how long an append may take, and how long a commit may wait for its turn
 * @param readTimeout how long one page of a read may take
 * @param minPollInterval the shortest pause between two looks for new commits
 * @param maxPollInterval the longest such pause, reached by doubling while nothing comes
 * @param scheduler for time-outs and pauses
 * @param listeners are told what the engine does
 */
public record EngineOptions(
        EventSerializer serializer,
        ConflictDetector conflictDetector,
        int pageSize,
        int maxQueuedCommits,
        Duration commitTimeout,
        Duration readTimeout,
        Duration minPollInterval,
        Duration maxPollInterval,
        Scheduler scheduler,
        List<EngineListener> listeners) {

    /** The longest duration that an option may have unless it says otherwise: one day. */
    public static final Duration LONGEST = Duration.ofDays(1);

    private static final Duration SHORTEST = Duration.ofMillis(1);

    public EngineOptions {
        Objects.requireNonNull(serializer, "serializer");
        Objects.requireNonNull(conflictDetector, "conflictDetector");
        Objects.requireNonNull(scheduler, "scheduler");
        require(pageSize >= 1 && pageSize <= 100_000, "pageSize", "between 1 and 100000", pageSize);
        require(maxQueuedCommits >= 1, "maxQueuedCommits", "at least 1", maxQueuedCommits);
        requireDuration("commitTimeout", commitTimeout, LONGEST);
        requireDuration("readTimeout", readTimeout, LONGEST);
        requireDuration("minPollInterval", minPollInterval, LONGEST);
        requireDuration("maxPollInterval", maxPollInterval, LONGEST);
        require(
                maxPollInterval.compareTo(minPollInterval) >= 0,
                "maxPollInterval",
                "not shorter than minPollInterval",
                maxPollInterval);
        listeners = List.copyOf(listeners);
    }

    /** Throws an {@link IllegalArgumentException} that names the option, unless {@code holds}. */
    public static void require(boolean holds, String option, String rule, Object actual) {
        if (!holds) {
            throw new IllegalArgumentException("option " + option + " must be " + rule + ", but is " + actual);
        }
    }

    /**
     * As {@link #require}, for durations: from one millisecond, which is as fine as they are counted, to {@code longest}. What is
     * longer is refused and not cut: timers, drivers and servers count in numbers that it does not fit into, each in its own way.
     */
    public static void requireDuration(String option, Duration duration, Duration longest) {
        Objects.requireNonNull(duration, option);
        require(
                duration.compareTo(SHORTEST) >= 0 && duration.compareTo(longest) <= 0,
                option,
                "between " + SHORTEST + " and " + longest,
                duration);
    }

    /**
     * The options that all stores share; each backend's builder adds its own.
     *
     * @param <B> the backend's builder
     */
    public abstract static class Builder<B extends Builder<B>> {

        private @Nullable TopicMap topicMap;
        private @Nullable EventSerializer serializer;
        private ConflictDetector conflictDetector = ConflictDetector.empty();
        private int pageSize = 384;
        private int maxQueuedCommits = 10_000;
        private Duration commitTimeout = Duration.ofSeconds(30);
        private Duration readTimeout = Duration.ofSeconds(30);
        private Duration minPollInterval = Duration.ofMillis(5);
        private Duration maxPollInterval = Duration.ofSeconds(1);
        private @Nullable Scheduler scheduler;
        private final List<EngineListener> listeners = new ArrayList<>();

        protected Builder() {}

        /** This builder. */
        protected abstract B self();

        /** Takes over everything that {@code options} says. */
        protected B copyOf(EngineOptions options) {
            serializer = options.serializer();
            conflictDetector = options.conflictDetector();
            pageSize = options.pageSize();
            maxQueuedCommits = options.maxQueuedCommits();
            commitTimeout = options.commitTimeout();
            readTimeout = options.readTimeout();
            minPollInterval = options.minPollInterval();
            maxPollInterval = options.maxPollInterval();
            scheduler = options.scheduler();
            listeners.clear();
            listeners.addAll(options.listeners());
            return self();
        }

        /** The classes of events and their topics, for the JSON serializer. Default: none. */
        public B topicMap(TopicMap topics) {
            topicMap = Objects.requireNonNull(topics, "topicMap");
            serializer = null;
            return self();
        }

        /** Replaces the JSON serializer, and with it the topic map. */
        public B serializer(EventSerializer eventSerializer) {
            serializer = Objects.requireNonNull(eventSerializer, "serializer");
            topicMap = null;
            return self();
        }

        /** Decides whether a lost race is a conflict. Default: {@link ConflictDetector#empty()}. */
        public B conflictDetector(ConflictDetector detector) {
            conflictDetector = Objects.requireNonNull(detector, "conflictDetector");
            return self();
        }

        /** The most commits of one page of a read, 1 to 100,000; who does not ask for all begins with 256. Default: 384. */
        public B pageSize(int commits) {
            pageSize = commits;
            return self();
        }

        /** Commits that may wait or be under way at once; more are refused as unavailable. Default: 10,000. */
        public B maxQueuedCommits(int commits) {
            maxQueuedCommits = commits;
            return self();
        }

        /** How long an append may take, and how long a commit may wait for its turn. Default: 30 seconds. */
        public B commitTimeout(Duration timeout) {
            commitTimeout = timeout;
            return self();
        }

        /** How long one page of a read may take. Default: 30 seconds. */
        public B readTimeout(Duration timeout) {
            readTimeout = timeout;
            return self();
        }

        /** The shortest pause between two looks for new commits while following. Default: 5 milliseconds. */
        public B minPollInterval(Duration interval) {
            minPollInterval = interval;
            return self();
        }

        /** The longest pause between two looks for new commits while following. Default: 1 second. */
        public B maxPollInterval(Duration interval) {
            maxPollInterval = interval;
            return self();
        }

        /** Where time-outs and pauses are counted. Default: {@link Schedulers#parallel()}. */
        public B scheduler(Scheduler timer) {
            scheduler = Objects.requireNonNull(timer, "scheduler");
            return self();
        }

        /** Has this told what the engine does, beside those given already. Default: nobody, at no cost. */
        public B listener(EngineListener listener) {
            listeners.add(Objects.requireNonNull(listener, "listener"));
            return self();
        }

        /** The shared options, checked. */
        protected EngineOptions engineOptions() {
            EventSerializer events = serializer;
            if (events == null) {
                events = new JacksonEventSerializer(topicMap == null ? TopicMap.create() : topicMap);
            }
            return new EngineOptions(
                    events,
                    conflictDetector,
                    pageSize,
                    maxQueuedCommits,
                    commitTimeout,
                    readTimeout,
                    minPollInterval,
                    maxPollInterval,
                    scheduler == null ? Schedulers.parallel() : scheduler,
                    listeners);
        }
    }
}
