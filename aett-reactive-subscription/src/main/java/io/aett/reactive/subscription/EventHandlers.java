package io.aett.reactive.subscription;

import io.aett.reactive.Commit;
import io.aett.reactive.EventMessage;
import io.aett.reactive.internal.ByClass;
import io.aett.reactive.internal.Handled;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * What is done with events, by their classes: the most specific registered class that an event is an instance of gets it, and events
 * without one are passed over. Immutable; safe for use by many threads.
 */
public final class EventHandlers {

    private final ByClass<BiFunction<Object, EventContext, Publisher<?>>> handlers;

    private EventHandlers(Map<Class<?>, BiFunction<Object, EventContext, Publisher<?>>> handlers) {
        this.handlers = new ByClass<>(handlers);
    }

    /** Starts with no handlers. */
    public static Builder builder() {
        return new Builder();
    }

    /** Handles the events of a commit, one after the other. */
    Mono<Void> handle(Commit commit) {
        List<EventMessage> events = commit.events();
        if (events.size() == 1) {
            return handle(commit, 0);
        }
        return Flux.range(0, events.size())
                .concatMap(index -> handle(commit, index))
                .then();
    }

    private Mono<Void> handle(Commit commit, int index) {
        Object body = commit.events().get(index).body();
        return handlers.of(body)
                .map(handler -> Handled.by(() -> handler.apply(body, new EventContext(commit, index))))
                .orElseGet(Mono::empty);
    }

    /** Collects handlers. */
    public static final class Builder {

        private final Map<Class<?>, BiFunction<Object, EventContext, Publisher<?>>> handlers = new LinkedHashMap<>();

        private Builder() {}

        /** Events of this class, and of those below it that have no handler of their own. */
        public <E> Builder on(Class<E> event, BiFunction<? super E, EventContext, ? extends Publisher<?>> handler) {
            Objects.requireNonNull(event, "event");
            Objects.requireNonNull(handler, "handler");
            if (handlers.put(event, (body, context) -> handler.apply(event.cast(body), context)) != null) {
                throw new IllegalArgumentException(event.getName() + " has a handler already");
            }
            return this;
        }

        /** As {@link #on(Class, BiFunction)}, for handlers that need no more than the event. */
        public <E> Builder on(Class<E> event, Function<? super E, ? extends Publisher<?>> handler) {
            Objects.requireNonNull(handler, "handler");
            return on(event, (E body, EventContext context) -> handler.apply(body));
        }

        /** The handlers. */
        public EventHandlers build() {
            if (handlers.isEmpty()) {
                throw new IllegalArgumentException("no handler was registered");
            }
            return new EventHandlers(handlers);
        }
    }
}
