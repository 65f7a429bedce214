package io.aett.reactive.process;

import io.aett.reactive.EventStore;
import io.aett.reactive.domain.DefaultSagaRepository;
import io.aett.reactive.domain.Saga;
import io.aett.reactive.internal.ByClass;
import io.aett.reactive.subscription.EventContext;
import io.aett.reactive.subscription.Subscription;
import io.aett.reactive.subscription.SubscriptionSignal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Brings events to the sagas of one type: each event reaches its saga exactly once in effect, whatever crashes, since the saga's commit has an id that
 * follows from the event. The events of one stream arrive in their order.
 *
 * <p>It is a subscription of its name: any number of processes may run it, {@link io.aett.reactive.subscription.Subscriptions} shows and steers it. What
 * a saga dispatches and schedules is stored with its events; a {@link CommandRelay} hands it over. While the store is away it waits; an event that
 * its saga refuses is tried again and then set aside. The {@link io.aett.reactive.domain.Correlation} of the event's commit goes on in the saga's.
 */
public final class SagaRunner {

    private final Subscription subscription;

    private SagaRunner(Subscription subscription) {
        this.subscription = subscription;
    }

    /** A runner of this name for the events and sagas of this tenant. The name is that of a subscription. */
    public static Builder builder(String name, String tenantId, EventStore store) {
        return new Builder(name, tenantId, store);
    }

    /** Its name, and that of its subscription. */
    public String name() {
        return subscription.name();
    }

    /** Runs it until it is cancelled; all as in {@link Subscription#run}. */
    public Mono<Void> run() {
        return subscription.run();
    }

    /** Runs it until {@code end} completes, and ends in good order; all as in {@link Subscription#runUntil}. */
    public Mono<Void> runUntil(Publisher<?> end) {
        return subscription.runUntil(end);
    }

    /** What happens in its runs; all as in {@link Subscription#signals}. */
    public Flux<SubscriptionSignal> signals() {
        return subscription.signals();
    }

    /** Collects the options. {@link #build} checks them and names the one that is wrong. */
    public static final class Builder {

        private final String name;
        private final String tenantId;
        private final EventStore store;
        private final Map<Class<?>, BiFunction<Object, EventContext, @Nullable String>> ids = new LinkedHashMap<>();
        private @Nullable Class<? extends Saga> type;
        private UnaryOperator<Subscription.Builder> subscription = options -> options;
        private UnaryOperator<DefaultSagaRepository.Builder> repository = options -> options;

        private Builder(String name, String tenantId, EventStore store) {
            this.name = Objects.requireNonNull(name, "name");
            this.tenantId = Objects.requireNonNull(tenantId, "tenantId");
            this.store = Objects.requireNonNull(store, "store");
        }

        /** The sagas' type. */
        public <T extends Saga> Builder saga(Class<T> value) {
            Objects.requireNonNull(value, "saga");
            if (type != null) {
                throw new IllegalArgumentException(
                        "saga: " + type.getName() + " was given already, and a runner has one;"
                                + " build another runner, under another name, for " + value.getName());
            }
            type = value;
            return this;
        }

        /**
         * Which saga events of this class, and of those below it that are not given themselves, belong to: its id, which must not be that of the
         * event's own stream, or null when the event belongs to none. It follows from the event alone; what is found elsewhere may be another one the
         * next time.
         */
        public <E> Builder on(Class<E> event, Function<? super E, ? extends @Nullable String> sagaId) {
            Objects.requireNonNull(sagaId, "sagaId");
            return on(event, (E body, EventContext context) -> sagaId.apply(body));
        }

        /** As {@link #on(Class, Function)}, for ids that follow from where the event is stored, such as its stream. */
        public <E> Builder on(Class<E> event, BiFunction<? super E, EventContext, ? extends @Nullable String> sagaId) {
            Objects.requireNonNull(event, "event");
            Objects.requireNonNull(sagaId, "sagaId");
            if (ids.put(event, (body, context) -> sagaId.apply(event.cast(body), context)) != null) {
                throw new IllegalArgumentException("on: " + event.getName() + " was given already");
            }
            return this;
        }

        /** Changes options of the subscription, after those that were given before: lanes, slices, retries, where to begin. Its handler and what it wants are the runner's. */
        public Builder subscription(UnaryOperator<Subscription.Builder> options) {
            Objects.requireNonNull(options, "options");
            UnaryOperator<Subscription.Builder> before = subscription;
            subscription = builder -> options.apply(before.apply(builder));
            return this;
        }

        /** Changes options of the repository, after those that were given before: the factory of sagas, the clock of stamps. */
        public Builder repository(UnaryOperator<DefaultSagaRepository.Builder> options) {
            Objects.requireNonNull(options, "options");
            UnaryOperator<DefaultSagaRepository.Builder> before = repository;
            repository = builder -> options.apply(before.apply(builder));
            return this;
        }

        /** The runner. Nothing is read or written before it is run. */
        public SagaRunner build() {
            Class<? extends Saga> saga = type;
            if (saga == null) {
                throw new IllegalArgumentException(
                        "saga: no type was given; call saga(...) with the class of the sagas");
            }
            if (ids.isEmpty()) {
                throw new IllegalArgumentException("on: no event was given, so there is nothing to run");
            }
            Transitions<?> transitions = new Transitions<>(
                    name,
                    saga,
                    repository
                            .apply(DefaultSagaRepository.builder(tenantId, store))
                            .build(),
                    new ByClass<>(ids));
            return new SagaRunner(subscription
                    .apply(Subscription.builder(name, store)
                            .retryIf(failure -> !(failure instanceof SagaStreamException)))
                    .kind("saga runner")
                    .tenants(tenantId)
                    .events(ids.keySet().toArray(new Class<?>[0]))
                    .onCommit(commit ->
                            Outage.outlasted(transitions.of(commit), "saga runner " + name, Schedulers.parallel()))
                    .build());
        }
    }
}
