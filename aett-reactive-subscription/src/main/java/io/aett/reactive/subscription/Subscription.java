package io.aett.reactive.subscription;

import io.aett.reactive.Around;
import io.aett.reactive.Commit;
import io.aett.reactive.EventStore;
import io.aett.reactive.Transactions;
import io.aett.reactive.internal.Arounds;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.util.context.ContextView;

/**
 * A durable consumer: hands every commit of the global order to a handler, at least once, each stream's in its order, and remembers in
 * the store how far it is. Nothing is skipped, whatever crashes; by {@link Builder#inTransaction} nothing is done twice either.
 *
 * <p>Any number of processes may run a subscription of one name. Its slices are spread over them; what one leaves, another takes.
 *
 * <p>A handler is subscribed to on the thread that brings the commit, mostly one of the driver's. One that blocks has to move itself to a
 * scheduler for that. It may be slow, throw, return an error, emit whatever it likes: what counts is its publisher's end.
 */
public final class Subscription {

    private final Settings settings;
    private final Signals signals;
    private final AtomicBoolean running = new AtomicBoolean();

    Subscription(Settings settings) {
        this.settings = settings;
        this.signals = new Signals(settings.name(), settings.scheduler());
    }

    /** A subscription of this name in this store. The name is 1 to 200 UTF-8 bytes, and is what its progress is stored under. */
    public static Builder builder(String name, EventStore store) {
        return new Builder(name, store);
    }

    /** Its name. */
    public String name() {
        return settings.name();
    }

    /**
     * Runs it until it is cancelled. Cold; one run per object at a time, else an {@link IllegalStateException}.
     *
     * <p>It outlasts a store that is not available. It ends in an error when it cannot go on: the store was closed, dropped or put back to an
     * older state, the subscription was removed, a commit failed for good under {@link AfterRetries#STOP}, or too many are set aside. Cancelling hands out nothing further, lets
     * the handlers at work end, for {@link Builder#stopTimeout} at most, stores the checkpoint and gives up the leases; {@link
     * SubscriptionSignal.Stopped} tells when that is done.
     */
    public Mono<Void> run() {
        return run(underWay -> Mono.never());
    }

    /**
     * As {@link #run}, until {@code end} completes; then this completes too, when everything has ended in good order: no handler is at work, the checkpoint
     * is stored, the leases are given up. {@code end} is subscribed to when the run is under way, so it may ask {@link Subscriptions}. An error of it ends the run, and is its error.
     */
    public Mono<Void> runUntil(Publisher<?> end) {
        Objects.requireNonNull(end, "end");
        return run(underWay -> underWay.thenMany(end).then());
    }

    private Mono<Void> run(UnaryOperator<Mono<Void>> until) {
        return Mono.defer(() -> {
            if (!running.compareAndSet(false, true)) {
                return Mono.error(new IllegalStateException("subscription " + name()
                        + " is running in this object already; build another one to run it twice in a process"));
            }
            Run run = new Run(settings, signals);
            return new Graceful(run.running(until.apply(run.underWay())).doOnTerminate(this::ended), run::stop);
        });
    }

    private void ended() {
        running.set(false);
        signals.tell(new SubscriptionSignal.Stopped(name()));
    }

    /** Which attempt at its commits a handler is subscribed to for, told to a handler that looks into its Reactor context: 1 at first. */
    public static int attempt(ContextView context) {
        return context.hasKey(Retries.ATTEMPT) ? context.<Integer>get(Retries.ATTEMPT) : 1;
    }

    /** What happens in its runs, from now on. Hot; each subscriber has a buffer of its own and loses the oldest when it is slow. */
    public Flux<SubscriptionSignal> signals() {
        return signals.flux();
    }

    /** Collects the options. {@link #build} checks them and names the one that is wrong. Exactly one handler has to be given. */
    public static final class Builder {

        private final String name;
        private final EventStore store;
        private StartFrom startFrom = StartFrom.beginning();
        private Set<String> tenants = Set.of();
        private List<Class<?>> events = List.of();
        private int concurrency = 8;
        private int slices = 1;
        private int attempts = 8;
        private Duration firstBackoff = Duration.ofMillis(100);
        private Duration longestBackoff = Duration.ofSeconds(30);
        private Predicate<? super Throwable> retryIf = failure -> true;
        private AfterRetries afterRetries = AfterRetries.PARK;
        private int maxParked = 1000;
        private int checkpointCommits = 256;
        private Duration checkpointWithin = Duration.ofSeconds(1);
        private Duration leaseTime = Duration.ofSeconds(15);
        private Duration stopTimeout = Duration.ofSeconds(10);
        private Arounds<HandlerCall> arounds = Arounds.none();
        private @Nullable Handling handling;
        private @Nullable String kind;
        private Clock clock = Clock.systemUTC();
        private Scheduler scheduler = Schedulers.parallel();
        private Chance chance = Chance.REAL;

        private Builder(String name, EventStore store) {
            this.name = Names.requireValidName(name);
            this.store = Objects.requireNonNull(store, "store");
        }

        /** Where it begins at its first run ever; later runs go on where they are. Default: the beginning. */
        public Builder startFrom(StartFrom from) {
            startFrom = Objects.requireNonNull(from, "from");
            return this;
        }

        /** Only these tenants' commits are handed out; the others pass. Default: all. */
        public Builder tenants(String... wanted) {
            require(wanted.length > 0, "tenants", "names none; leave it out for all");
            tenants = Set.of(wanted);
            return this;
        }

        /** Only commits with an event of one of these classes are handed out, whole; the others pass. Default: all. */
        public Builder events(Class<?>... wanted) {
            require(wanted.length > 0, "events", "names none; leave it out for all");
            events = List.of(wanted);
            return this;
        }

        /** How many commits may be at work at once in this process, each of another stream. Default 8. In transactions each slice has one at a time. */
        public Builder concurrency(int lanes) {
            concurrency = lanes;
            return this;
        }

        /** Into how many units the streams are divided, which processes share out among them. Fixed at the first run ever. Default 1. */
        public Builder slices(int units) {
            slices = units;
            return this;
        }

        /**
         * How often a commit is handed to the handler before it counts as failed for good, and how long to wait before the second time and at most;
         * the pause doubles each time. Default 8, 100 ms, 30 s.
         */
        public Builder retry(int times, Duration first, Duration longest) {
            attempts = times;
            firstBackoff = Objects.requireNonNull(first, "first");
            longestBackoff = Objects.requireNonNull(longest, "longest");
            return this;
        }

        /** Which failures another attempt may help with; the others count as failed for good at once. Default: all. */
        public Builder retryIf(Predicate<? super Throwable> worthwhile) {
            retryIf = Objects.requireNonNull(worthwhile, "worthwhile");
            return this;
        }

        /** What then becomes of it. Default {@link AfterRetries#PARK}. */
        public Builder afterRetries(AfterRetries choice) {
            afterRetries = Objects.requireNonNull(choice, "choice");
            return this;
        }

        /** How many commits may be set aside, those that wait behind others included; one more ends the run. Divided by the slices. Default 1,000. */
        public Builder maxParked(int commits) {
            maxParked = commits;
            return this;
        }

        /** How often the checkpoint is stored while it moves. Default every 256 commits or second, whichever comes first. */
        public Builder checkpointEvery(int commits, Duration within) {
            checkpointCommits = commits;
            checkpointWithin = Objects.requireNonNull(within, "within");
            return this;
        }

        /** Within how long a process that died is replaced. Default 15 s. The same for all processes, or the longest counts. */
        public Builder leaseTime(Duration time) {
            leaseTime = Objects.requireNonNull(time, "time");
            return this;
        }

        /** How long a run that is cancelled waits for handlers at work. Default 10 s. */
        public Builder stopTimeout(Duration timeout) {
            stopTimeout = Objects.requireNonNull(timeout, "timeout");
            return this;
        }

        /** The clock of what is written down for people to read: when a commit was set aside. Never used for waiting. Default: the system's. */
        public Builder clock(Clock source) {
            clock = Objects.requireNonNull(source, "source");
            return this;
        }

        /** Where timers run, and signals are told. Default {@link Schedulers#parallel()}. */
        public Builder scheduler(Scheduler timers) {
            scheduler = Objects.requireNonNull(timers, "timers");
            return this;
        }

        /**
         * What a run leaves to chance comes from here: its own ids, and how pauses spread. With the same numbers, and the same order of what happens, it
         * does the same again. For simulations; two runs must not have ids in common. Default: true chance.
         */
        public Builder random(RandomGenerator source) {
            chance = Chance.of(source);
            return this;
        }

        /**
         * What it is the subscription of, where it is not one by itself. Fixed at the first run ever: one of another kind under the same name is an
         * error, since they would share a checkpoint. Default: none.
         */
        public Builder kind(String value) {
            kind = Objects.requireNonNull(value, "kind");
            return this;
        }

        /**
         * Has this go around each attempt at handing out, within those that were given before; around the whole transaction, where there is one.
         * The handler is called within. Default: nothing.
         */
        public Builder around(Around<? super HandlerCall> around) {
            arounds = arounds.and(around);
            return this;
        }

        /** Hands out commit by commit. */
        public Builder onCommit(Function<? super Commit, ? extends Publisher<?>> handler) {
            Objects.requireNonNull(handler, "handler");
            return handling(Handling.ofCommits(handler));
        }

        /** Hands out event by event. A commit is done when all its events are; it is repeated as a whole. */
        public Builder onEvents(EventHandlers handlers) {
            Objects.requireNonNull(handlers, "handlers");
            return handling(Handling.ofEvents(handlers));
        }

        /**
         * Hands out up to {@code max} commits at once, of one or more streams, each stream's in order: what is there after {@code within}. When a batch fails its
         * commits are handed out one by one, so that one of them cannot stop the others.
         */
        public Builder onBatch(
                int max, Duration within, Function<? super List<Commit>, ? extends Publisher<?>> handler) {
            Objects.requireNonNull(handler, "handler");
            require(max >= 1, "max of onBatch", "must be at least 1, but is " + max);
            require(!within.isNegative(), "within of onBatch", "must not be negative, but is " + within);
            return handling(Handling.ofBatches(max, within, handler));
        }

        /**
         * Hands out commit by commit in a transaction in which the checkpoint moves too: exactly once. Commits that are at hand share one. What the handler
         * writes must go through what it is given, and nothing else that it does is undone.
         */
        public <T> Builder inTransaction(
                Transactions<T> transactions, BiFunction<? super Commit, ? super T, ? extends Publisher<?>> handler) {
            Objects.requireNonNull(transactions, "transactions");
            Objects.requireNonNull(handler, "handler");
            return handling(Handling.inTransaction(transactions, handler));
        }

        private Builder handling(Handling given) {
            require(handling == null, "handler", "was given already; a subscription has one");
            handling = given;
            return this;
        }

        /** The subscription. Nothing is read or written before it is run. */
        public Subscription build() {
            require(concurrency >= 1, "concurrency", "must be at least 1, but is " + concurrency);
            require(slices >= 1 && slices <= Control.MOST_SLICES, "slices", "must be 1 to 1024, but is " + slices);
            require(attempts >= 1, "retry", "must allow one attempt at least, but allows " + attempts);
            require(
                    !firstBackoff.isNegative(),
                    "retry",
                    "must not begin with a negative pause, but has " + firstBackoff);
            require(longestBackoff.compareTo(firstBackoff) >= 0, "retry", "has a longest pause below the first");
            require(maxParked >= 1, "maxParked", "must be at least 1, but is " + maxParked);
            require(
                    checkpointCommits >= 1,
                    "checkpointEvery",
                    "must be at least 1 commit, but is " + checkpointCommits);
            require(
                    checkpointWithin.compareTo(Duration.ofMillis(1)) >= 0,
                    "checkpointEvery",
                    "must be at least 1 ms, but is " + checkpointWithin);
            require(
                    leaseTime.compareTo(Duration.ofMillis(300)) >= 0,
                    "leaseTime",
                    "must be at least 300 ms, but is " + leaseTime);
            require(!stopTimeout.isNegative(), "stopTimeout", "must not be negative, but is " + stopTimeout);
            Handling given = handling;
            if (given == null) {
                throw new IllegalArgumentException(
                        "handler: none was given; call onCommit, onEvents, onBatch or inTransaction");
            }
            return new Subscription(new Settings(
                    name,
                    store,
                    startFrom,
                    tenants,
                    events,
                    concurrency,
                    slices,
                    attempts,
                    firstBackoff,
                    longestBackoff,
                    retryIf,
                    afterRetries,
                    maxParked,
                    checkpointCommits,
                    checkpointWithin,
                    leaseTime,
                    stopTimeout,
                    given.within(name, arounds),
                    clock,
                    scheduler,
                    chance,
                    kind));
        }

        private static void require(boolean right, String option, String message) {
            if (!right) {
                throw new IllegalArgumentException(option + " " + message);
            }
        }
    }
}
