package io.aett.reactive.process;

import io.aett.reactive.Around;
import io.aett.reactive.EventStore;
import io.aett.reactive.MalformedDataException;
import io.aett.reactive.internal.Arounds;
import io.aett.reactive.internal.Ticks;
import io.aett.reactive.subscription.Subscription;
import io.aett.reactive.subscription.SubscriptionSignal;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.reactivestreams.Publisher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Hands the commands of sagas to their handlers, at least once each and in each saga's order, and those of timers when they are due. A handler that
 * gives {@link CommandContext#commandId} to {@code update} as the commit id has its effect exactly once.
 *
 * <p>A timer is handed over not before it is due by the relay's clock, and within a second of that while a relay runs; when none ran, as soon
 * as one does. It may be handed over beside other commands of its saga.
 *
 * <p>The {@link io.aett.reactive.domain.Correlation} of the saga's commit is in the handler's context, so what repositories store there goes on with it.
 *
 * <p>It is two subscriptions: one of its name hands over, and one of its name with {@code .timers} notes what was scheduled, so that a timer is in time also while
 * an earlier command of its saga is tried again or set aside. A command whose handler fails is tried again, with all commands of its commit, and then
 * set aside; one without a handler is set aside at once. Nothing is lost, and {@link io.aett.reactive.subscription.Subscriptions} shows, replays and discards it.
 */
public final class CommandRelay {

    private static final Logger LOG = LoggerFactory.getLogger(CommandRelay.class);

    /** Of the name of the subscription that notes timers. */
    static final String TIMERS = ".timers";

    /** A subscription's name has 200. */
    private static final int MAX_NAME_BYTES = 193;

    /** So that what is due is a commit, and handed over, within a second. */
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(750);

    private final Subscription handing;
    private final Subscription noting;
    private final Timers timers;
    private final Scheduler scheduler;

    private CommandRelay(Subscription handing, Subscription noting, Timers timers, Scheduler scheduler) {
        this.handing = handing;
        this.noting = noting;
        this.timers = timers;
        this.scheduler = scheduler;
    }

    /** A relay of this name for the sagas of all tenants. The name is 1 to 193 UTF-8 bytes, and is that of a subscription. */
    public static Builder builder(String name, EventStore store) {
        return new Builder(name, store);
    }

    private static String requireValidName(String name) {
        Objects.requireNonNull(name, "name");
        int bytes = name.getBytes(StandardCharsets.UTF_8).length;
        if (bytes < 1 || bytes > MAX_NAME_BYTES) {
            throw new IllegalArgumentException("the name of a relay has 1 to " + MAX_NAME_BYTES
                    + " UTF-8 bytes, since it has a subscription named " + TIMERS + " beside it, but this has "
                    + bytes);
        }
        return name;
    }

    /** Its name, and that of the subscription that hands over. */
    public String name() {
        return handing.name();
    }

    /** Runs it until it is cancelled; all as in {@link Subscription#run}. */
    public Mono<Void> run() {
        return Mono.when(handing.run(), noting.run(), firing());
    }

    /** Runs it until {@code end} completes, and ends in good order; all as in {@link Subscription#runUntil}. */
    public Mono<Void> runUntil(Publisher<?> end) {
        Objects.requireNonNull(end, "end");
        return Mono.defer(() -> {
            Sinks.Empty<Void> ended = Sinks.empty();
            return Mono.when(
                    handing.runUntil(end).doOnTerminate(ended::tryEmitEmpty),
                    noting.runUntil(ended.asMono()),
                    firing().takeUntilOther(ended.asMono()));
        });
    }

    /** What happens in the runs of both subscriptions; all as in {@link Subscription#signals}. */
    public Flux<SubscriptionSignal> signals() {
        return Flux.merge(handing.signals(), noting.signals());
    }

    /** The timers that wait to be due, the first due first; also such as were replaced or cancelled a moment ago. */
    public Flux<PendingTimer> pendingTimers() {
        return timers.pending();
    }

    /** For ever, whatever fails: reminders stay until what they remind of is done. */
    private Mono<Void> firing() {
        return Mono.defer(() -> {
            AtomicReference<String> said = new AtomicReference<>("");
            return Ticks.every(BETWEEN_LOOKS, scheduler)
                    .concatMap(
                            tick -> timers.fire()
                                    .doOnSuccess(done -> said.set(""))
                                    .onErrorResume(failure -> Mono.fromRunnable(() -> say(said, failure))),
                            1)
                    .then();
        });
    }

    /** Once for each kind of failure in a row. */
    private void say(AtomicReference<String> said, Throwable failure) {
        String what = failure.toString();
        if (!what.equals(said.getAndSet(what))) {
            LOG.warn("Relay {} could not hand over all timers that are due, and tries again", name(), failure);
        }
    }

    /** Collects the options. {@link #build} checks them and names the one that is wrong. */
    public static final class Builder {

        private final String name;
        private final EventStore store;
        private final Map<Class<?>, BiFunction<Object, CommandContext, ? extends Publisher<?>>> handlers =
                new LinkedHashMap<>();
        private Arounds<CommandCall> arounds = Arounds.none();
        private UnaryOperator<Subscription.Builder> subscription = options -> options;
        private Clock clock = Clock.systemUTC();
        private Scheduler scheduler = Schedulers.parallel();

        private Builder(String name, EventStore store) {
            this.name = requireValidName(name);
            this.store = Objects.requireNonNull(store, "store");
        }

        /**
         * Commands of this class, and of those below it that have no handler of their own. The handler is subscribed to on a thread that must not
         * be blocked; what counts is its publisher's end.
         */
        public <C> Builder on(Class<C> command, BiFunction<? super C, CommandContext, ? extends Publisher<?>> handler) {
            Objects.requireNonNull(command, "command");
            Objects.requireNonNull(handler, "handler");
            if (handlers.put(command, (body, context) -> handler.apply(command.cast(body), context)) != null) {
                throw new IllegalArgumentException(command.getName() + " has a handler already");
            }
            return this;
        }

        /** Commands of these classes pass, since another relay hands them over. */
        public Builder ignoring(Class<?>... commands) {
            for (Class<?> command : commands) {
                if (handlers.containsKey(command)) {
                    throw new IllegalArgumentException(command.getName() + " has a handler, and cannot be ignored too");
                }
                on(command, (body, context) -> Mono.empty());
            }
            return this;
        }

        /** Changes options of the subscriptions, after those that were given before: tenants, lanes, slices, retries, where to begin. Their handlers are the relay's. */
        public Builder subscription(UnaryOperator<Subscription.Builder> options) {
            Objects.requireNonNull(options, "options");
            UnaryOperator<Subscription.Builder> before = subscription;
            subscription = builder -> options.apply(before.apply(builder));
            return this;
        }

        /** Has this go around the handing over of each command, within those that were given before. The handler is called within. Default: nothing. */
        public Builder around(Around<? super CommandCall> around) {
            arounds = arounds.and(around);
            return this;
        }

        /** Says what is due, and stamps the commits that say so. Default: the system's. */
        public Builder clock(Clock value) {
            clock = Objects.requireNonNull(value, "clock");
            return this;
        }

        /** Where the waiting is timed. Default {@link Schedulers#parallel()}. */
        public Builder scheduler(Scheduler value) {
            scheduler = Objects.requireNonNull(value, "scheduler");
            return this;
        }

        /** The relay. Nothing is read or written before it is run. */
        public CommandRelay build() {
            if (handlers.isEmpty()) {
                throw new IllegalArgumentException("on: no handler was given");
            }
            Timers timers = new Timers(store, name, clock);
            Commands commands = new Commands(name, handlers, arounds);
            Subscription handing = options(name)
                    .kind("command relay")
                    .onCommit(commands::handOver)
                    .build();
            Subscription noting = options(name + TIMERS)
                    .kind("command relay's timers")
                    .onCommit(commit ->
                            Outage.outlasted(Mono.defer(() -> timers.note(commit)), "relay " + name, scheduler))
                    .build();
            return new CommandRelay(handing, noting, timers, scheduler);
        }

        private Subscription.Builder options(String subscriptionName) {
            return subscription.apply(Subscription.builder(subscriptionName, store)
                    .clock(clock)
                    .scheduler(scheduler)
                    .retryIf(failure -> !(failure instanceof NoCommandHandlerException
                            || failure instanceof MalformedDataException)));
        }
    }
}
