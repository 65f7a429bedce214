package io.aett.reactive.domain;

import io.aett.reactive.Around;
import io.aett.reactive.CommitIds;
import io.aett.reactive.EventStore;
import io.aett.reactive.internal.Arounds;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.UUID;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** What the builders of all repositories have in common. */
abstract class RepositoryOptions<B extends RepositoryOptions<B>> {

    private static final Duration LONGEST_PAUSE = Duration.ofDays(1);

    final String tenantId;
    final EventStore store;
    private Clock clock = Clock.systemUTC();
    private Supplier<UUID> commitIds = CommitIds.shared();
    private Contributed contributed = Contributed.CORRELATION;
    private Arounds<RepositoryCall> arounds = Arounds.none();
    private int maxAttempts = 25;
    private int updatesPerLoad = 64;
    private int updatesPerCommit = 64;
    private Duration minBackoff = Duration.ofMillis(5);
    private Duration maxBackoff = Duration.ofMillis(500);
    private Supplier<Scheduler> scheduler = Schedulers::parallel;
    private LongSupplier ticks = System::nanoTime;
    private @Nullable LoadCache cache;

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
     * Adds contributors of headers, evaluated in this order for each new commit. Of equal names a later one's header counts; those that
     * a save or update is given go before all. Default: the {@link Correlation} of the context, which is always there, as the first.
     *
     * @param values the contributors, beside those already given
     * @return this builder
     */
    public B commitHeaders(CommitHeaders... values) {
        contributed = contributed.and(values);
        return self();
    }

    /**
     * Has this go around loads and updates, within those that were given before. Default: nothing.
     *
     * @param value what goes around them, such as an observation
     * @return this builder
     */
    public B around(Around<? super RepositoryCall> value) {
        arounds = arounds.and(value);
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

    /**
     * How many updates that wait for one id may go in together: they share one load, and run one after the other on what was loaded,
     * each on an instance of its own. With 1 they take turns, each with a load of its own. Default: 64.
     *
     * @param value at least 1; that many instances are in memory at once
     * @return this builder
     */
    public B updatesPerLoad(int value) {
        updatesPerLoad = value;
        return self();
    }

    /**
     * How many updates that go in together may share one commit. Those with a commit id of their own do not, nor those whose headers differ,
     * contributed ones included, nor sagas. With 1 each update has a commit of its own: a round trip for each, where otherwise there is one
     * for all. Default: 64.
     *
     * @param value at least 1
     * @return this builder
     */
    public B updatesPerCommit(int value) {
        updatesPerCommit = value;
        return self();
    }

    /** Where states are kept; without it, nowhere. */
    final B cache(LoadCache value) {
        cache = Objects.requireNonNull(value, "loadCache");
        return self();
    }

    /** By what loads are timed: nanoseconds that only go forward. */
    final B ticks(LongSupplier value) {
        ticks = value;
        return self();
    }

    final <K> Streams<K> streams(Kind<K> kind, SnapshotPolicy policy) {
        LoadCache shared = cache;
        Keeper<K> keeper = shared == null ? null : new Keeper<>(tenantId, store, kind, shared);
        StreamLoader<K> loader = new StreamLoader<>(tenantId, store, kind, policy, ticks, keeper);
        return new Streams<>(
                kind,
                loader,
                saver(),
                updater(),
                new SnapshotTaker<>(tenantId, store.snapshots(), kind, policy, loader::forget),
                calls());
    }

    final Calls calls() {
        return new Calls(tenantId, arounds);
    }

    final Saver saver() {
        return new Saver(tenantId, store.commits(), clock, commitIds, contributed);
    }

    final Updater updater() {
        requirePositive("maxAttempts", maxAttempts);
        requirePositive("updatesPerLoad", updatesPerLoad);
        requirePositive("updatesPerCommit", updatesPerCommit);
        if (minBackoff.isNegative()
                || maxBackoff.compareTo(minBackoff) < 0
                || maxBackoff.compareTo(LONGEST_PAUSE) > 0) {
            throw new IllegalArgumentException("backoff must be a range from 0 up to " + LONGEST_PAUSE + ", but is "
                    + minBackoff + " to " + maxBackoff);
        }
        return new Updater(
                tenantId,
                store.commits(),
                new Updater.Limits(maxAttempts, updatesPerLoad, updatesPerCommit),
                minBackoff,
                maxBackoff,
                scheduler);
    }

    private static void requirePositive(String option, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(option + " must be at least 1, but is " + value);
        }
    }
}
