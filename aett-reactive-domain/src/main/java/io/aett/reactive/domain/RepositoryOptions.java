package io.aett.reactive.domain;

import io.aett.reactive.CommitIds;
import io.aett.reactive.EventStore;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Supplier;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** What the builders of both repositories have in common. */
abstract class RepositoryOptions<B extends RepositoryOptions<B>> {

    private static final Duration LONGEST_PAUSE = Duration.ofDays(1);

    final String tenantId;
    final EventStore store;
    private Clock clock = Clock.systemUTC();
    private Supplier<UUID> commitIds = CommitIds.shared();
    private int maxAttempts = 25;
    private Duration minBackoff = Duration.ofMillis(5);
    private Duration maxBackoff = Duration.ofMillis(500);
    private Supplier<Scheduler> scheduler = Schedulers::parallel;

    RepositoryOptions(String tenantId, EventStore store) {
        this.tenantId = Objects.requireNonNull(tenantId, "tenantId");
        this.store = Objects.requireNonNull(store, "store");
    }

    abstract B self();

    /**
     * Stamps commits; never used for waiting. Default: the system clock in UTC.
     *
     * @param value the clock
     * @return this builder
     */
    public B clock(Clock value) {
        clock = Objects.requireNonNull(value, "clock");
        return self();
    }

    /**
     * Names commits. An id that comes again within a stream ends in {@link io.aett.reactive.DuplicateCommitException}; for updates that
     * may be repeated give the id to the update instead. Called within subscription; must not block. Default: random ids.
     *
     * @param value a new id for each call
     * @return this builder
     */
    public B commitIds(Supplier<UUID> value) {
        commitIds = Objects.requireNonNull(value, "commitIds");
        return self();
    }

    /**
     * How often one {@code update} tries to save, the first time included. Default: 25.
     *
     * @param value at least 1
     * @return this builder
     */
    public B maxAttempts(int value) {
        maxAttempts = value;
        return self();
    }

    /**
     * The pauses between the attempts of one {@code update}: {@code min} at first, doubled each time up to {@code max}, each moved
     * at random by up to half. Default: 5 ms and 500 ms.
     *
     * @param min not negative
     * @param max not less than {@code min}, and one day at most
     * @return this builder
     */
    public B backoff(Duration min, Duration max) {
        minBackoff = Objects.requireNonNull(min, "min");
        maxBackoff = Objects.requireNonNull(max, "max");
        return self();
    }

    /**
     * Where the pauses of {@code update} are timed and its further attempts begin. Default: {@link Schedulers#parallel()}.
     *
     * @param value the scheduler
     * @return this builder
     */
    public B backoffScheduler(Scheduler value) {
        Objects.requireNonNull(value, "backoffScheduler");
        scheduler = () -> value;
        return self();
    }

    final Saver saver() {
        return new Saver(tenantId, store.commits(), clock, commitIds);
    }

    final Updater updater() {
        if (maxAttempts < 1) {
            throw new IllegalArgumentException("maxAttempts must be at least 1, but is " + maxAttempts);
        }
        if (minBackoff.isNegative()
                || maxBackoff.compareTo(minBackoff) < 0
                || maxBackoff.compareTo(LONGEST_PAUSE) > 0) {
            throw new IllegalArgumentException("backoff must be a range from 0 up to " + LONGEST_PAUSE + ", but is "
                    + minBackoff + " to " + maxBackoff);
        }
        return new Updater(tenantId, store.commits(), maxAttempts, minBackoff, maxBackoff, scheduler);
    }
}
