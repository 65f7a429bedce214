package io.aett.reactive.internal;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What was registered for the most specific class that an event is an instance of. Immutable; safe for use by many threads. */
public final class ByClass<H> {

    private final Map<Class<?>, H> registered;
    private final Map<Class<?>, Optional<H>> found = new ConcurrentHashMap<>();

    /** Each class with what is registered for it. */
    public ByClass(Map<Class<?>, H> registered) {
        this.registered = new LinkedHashMap<>(registered);
    }

    /** Those that something is registered for. */
    public Set<Class<?>> classes() {
        return registered.keySet();
    }

    /** Empty without one; an {@link IllegalStateException} when two classes are equally specific. */
    public Optional<H> of(Object event) {
        return found.computeIfAbsent(event.getClass(), this::mostSpecific);
    }

    private Optional<H> mostSpecific(Class<?> event) {
        List<Class<?>> matching = registered.keySet().stream()
                .filter(type -> type.isAssignableFrom(event))
                .<Class<?>>map(type -> type)
                .toList();
        List<Class<?>> best = matching.stream()
                .filter(type -> matching.stream().noneMatch(other -> other != type && type.isAssignableFrom(other)))
                .<Class<?>>map(type -> type)
                .toList();
        if (best.size() > 1) {
            throw new IllegalStateException(event.getName() + " has several most specific handlers, of " + best
                    + "; register one of the class itself");
        }
        return best.stream().findFirst().map(registered::get);
    }
}
