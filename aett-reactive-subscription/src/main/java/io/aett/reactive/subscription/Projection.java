package io.aett.reactive.subscription;

import io.aett.reactive.Commit;
import io.aett.reactive.EventMessage;
import io.aett.reactive.EventStore;
import io.aett.reactive.internal.ByClass;
import io.aett.reactive.subscription.ProjectionStore.Projected;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/**
 * Folds events into values by key. Each event is in its value once, whatever is repeated: a value carries the checkpoint that it goes up to,
 * and what lies at or below it is passed over.
 *
 * <p>For that a key's events have to come in the global order. So it is a {@link Subscription} with one lane and one slice that stops at what
 * it cannot fold. Commits that are at hand are folded together, with one write for each key.
 *
 * <p>To change what is folded build another one under a new name, with a store of its own, beside the old one. When the new one has {@link
 * #caughtUp()}, read from it and {@link #remove} the old one.
 *
 * @param <K> what values are found by
 * @param <V> values; immutable
 */
public final class Projection<K, V> {

    private static final int COMMITS_AT_ONCE = 512;
    private static final int KEYS_AT_ONCE = 16;

    private final EventStore store;
    private final ProjectionStore<K, V> values;
    private final V initial;
    private final ByClass<Fold<K, V>> folds;
    private final Subscription subscription;

    /** What is done with the events of a class. */
    private record Fold<K, V>(BiFunction<Object, EventContext, K> key, BiFunction<V, Object, V> evolve) {}

    /** What a commit does to one value. */
    private record Step<V>(long checkpoint, UnaryOperator<V> evolve) {}

    private Projection(Builder<K, V> from, V initial) {
        this.store = from.store;
        this.values = from.values;
        this.initial = initial;
        this.folds = new ByClass<>(from.folds);
        Subscription.Builder builder = Subscription.builder(from.name, store);
        from.options.accept(builder);
        this.subscription = builder.events(folds.classes().toArray(new Class<?>[0]))
                .concurrency(1)
                .slices(1)
                .afterRetries(AfterRetries.STOP)
                .onBatch(COMMITS_AT_ONCE, Duration.ZERO, this::fold)
                .build();
    }

    /** A projection that runs as the subscription of this name, and keeps its values there. */
    public static <K, V> Builder<K, V> builder(String name, EventStore store, ProjectionStore<K, V> values) {
        return new Builder<>(name, store, values);
    }

    /** The name. */
    public String name() {
        return subscription.name();
    }

    /** Runs it: see {@link Subscription#run()}. Where values do not outlive a process it begins with the first commit each time. */
    public Mono<Void> run() {
        return begun().then(subscription.run());
    }

    /** As {@link #run}, until {@code end} completes: see {@link Subscription#runUntil}. */
    public Mono<Void> runUntil(Publisher<?> end) {
        return begun().then(subscription.runUntil(end));
    }

    private Mono<Void> begun() {
        return values.isDurable()
                ? Mono.empty()
                : Subscriptions.of(store)
                        .reset(name(), StartFrom.beginning())
                        .onErrorResume(Projection::isFirst, none -> Mono.empty());
    }

    /** Forgets its values and how far it was. It must not be running, in any process. */
    public Mono<Void> remove() {
        return Subscriptions.of(store)
                .remove(name())
                .onErrorResume(Projection::isFirst, none -> Mono.empty())
                .then(values.clear());
    }

    private static boolean isFirst(Throwable failure) {
        return failure instanceof SubscriptionNotFoundException;
    }

    /** What happens in its runs: see {@link Subscription#signals()}. */
    public Flux<SubscriptionSignal> signals() {
        return subscription.signals();
    }

    /** The value of a key, or empty. */
    public Mono<V> get(K key) {
        return values.get(key).map(Projected::value);
    }

    /** All values. */
    public Flux<Projected<K, V>> all() {
        return values.all();
    }

    /** Completes when all that was stored at the time of the call is in its values; waits for its first run if there was none. */
    public Mono<Void> caughtUp() {
        return store.management()
                .head()
                .flatMap(head -> Subscriptions.of(store)
                        .awaitHandled(name(), head)
                        .retryWhen(Retry.fixedDelay(Long.MAX_VALUE, Duration.ofMillis(100))
                                .filter(Projection::isFirst)));
    }

    private Mono<Void> fold(List<Commit> commits) {
        Map<K, List<Step<V>>> steps = new LinkedHashMap<>();
        for (Commit commit : commits) {
            List<EventMessage> events = commit.events();
            for (int i = 0; i < events.size(); i++) {
                collect(events.get(i).body(), new EventContext(commit, i), steps);
            }
        }
        return Flux.fromIterable(steps.entrySet())
                .flatMap(
                        each -> values.change(each.getKey(), now -> folded(each.getKey(), now, each.getValue())),
                        KEYS_AT_ONCE)
                .then();
    }

    private void collect(Object event, EventContext context, Map<K, List<Step<V>>> steps) {
        folds.of(event).ifPresent(fold -> {
            K key = Objects.requireNonNull(fold.key().apply(event, context), "the key of an event must not be null");
            steps.computeIfAbsent(key, first -> new ArrayList<>())
                    .add(new Step<>(context.checkpoint(), value -> fold.evolve().apply(value, event)));
        });
    }

    /** Events of one commit share a checkpoint and are folded in one write, so all or none of them lie above the value's. */
    private Projected<K, V> folded(K key, Optional<Projected<K, V>> now, List<Step<V>> steps) {
        long included = now.map(Projected::checkpoint).orElse(0L);
        V value = now.map(Projected::value).orElse(initial);
        long reached = included;
        for (Step<V> step : steps) {
            if (step.checkpoint() > included) {
                value = Objects.requireNonNull(step.evolve().apply(value), "evolve must not return null");
                reached = step.checkpoint();
            }
        }
        return now.isPresent() && reached == included ? now.get() : new Projected<>(key, value, reached);
    }

    /** Collects what is folded, and how. */
    public static final class Builder<K, V> {

        private final String name;
        private final EventStore store;
        private final ProjectionStore<K, V> values;
        private final Map<Class<?>, Fold<K, V>> folds = new LinkedHashMap<>();
        private Consumer<? super Subscription.Builder> options = unchanged -> {};
        private @Nullable V initial;

        private Builder(String name, EventStore store, ProjectionStore<K, V> values) {
            this.name = Names.requireValidName(name);
            this.store = Objects.requireNonNull(store, "store");
            this.values = Objects.requireNonNull(values, "values");
        }

        /** What a key begins with. */
        public Builder<K, V> initial(V value) {
            initial = Objects.requireNonNull(value, "value");
            return this;
        }

        /**
         * What becomes of a value with an event of this class, or of one below it that has no fold of its own. {@code evolve} has no effects, and
         * may be called again for the same event.
         */
        public <E> Builder<K, V> on(
                Class<E> event,
                BiFunction<? super E, EventContext, ? extends K> key,
                BiFunction<? super V, ? super E, ? extends V> evolve) {
            Objects.requireNonNull(event, "event");
            Objects.requireNonNull(key, "key");
            Objects.requireNonNull(evolve, "evolve");
            Fold<K, V> fold = new Fold<>(
                    (body, context) -> key.apply(event.cast(body), context),
                    (value, body) -> evolve.apply(value, event.cast(body)));
            if (folds.put(event, fold) != null) {
                throw new IllegalArgumentException(event.getName() + " is folded already");
            }
            return this;
        }

        /** Options of its subscription, such as tenants and retries. What a projection needs to be right is set after them. */
        public Builder<K, V> options(Consumer<? super Subscription.Builder> setting) {
            options = Objects.requireNonNull(setting, "setting");
            return this;
        }

        /** The projection. Nothing is read or written before it is run. */
        public Projection<K, V> build() {
            if (initial == null) {
                throw new IllegalArgumentException("initial: none was given; a key has to begin with a value");
            }
            if (folds.isEmpty()) {
                throw new IllegalArgumentException("on: no class of events was given");
            }
            return new Projection<>(this, initial);
        }
    }
}
