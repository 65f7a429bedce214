package io.aett.reactive.spring.autoconfigure;

import io.aett.reactive.EventStore;
import io.aett.reactive.StorageException;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;
import reactor.core.Exceptions;
import reactor.core.publisher.Mono;

/**
 * Has the store created or looked at before anything uses it, on the thread that starts the application, which waits for it. There is nothing to stop: the store is
 * closed with its bean, after everything that stands on it.
 */
final class StoreInitializer implements SmartLifecycle {

    /** Long before subscriptions and the web server. */
    static final int PHASE = SmartLifecycle.DEFAULT_PHASE - 8192;

    private final EventStore store;
    private final AettProperties properties;
    private final @Nullable StoreSite site;
    private volatile boolean running;

    /** @param site of the store; null for a store of the application's own */
    StoreInitializer(EventStore store, AettProperties properties, @Nullable StoreSite site) {
        this.store = store;
        this.properties = properties;
        this.site = site;
    }

    /** A store of the application's own is left alone unless a property says otherwise. */
    Initialize mode() {
        Initialize said = properties.initialize();
        if (said != null) {
            return said;
        }
        if (site == null) {
            return Initialize.NEVER;
        }
        return site.isLocal() ? Initialize.ALWAYS : Initialize.VALIDATE;
    }

    private Mono<Void> readied() {
        return switch (mode()) {
            case ALWAYS -> store.management().initialize();
            case VALIDATE -> site == null ? store.commits().head("aett", "aett").then() : site.validate(store);
            case NEVER -> Mono.empty();
        };
    }

    @Override
    public void start() {
        try {
            readied().block(properties.initializeTimeout());
        } catch (RuntimeException failure) {
            throw explained(Exceptions.unwrap(failure));
        }
        running = true;
    }

    private RuntimeException explained(Throwable failure) {
        String message = Objects.requireNonNullElse(failure.getMessage(), failure.toString());
        if (message.contains("this server is a standby")) {
            return refused(message, failure);
        }
        if (!(failure instanceof StorageException)) {
            return new SetupException(
                    "The event store cannot be used: " + message + ".",
                    "See that it runs and can be reached from here"
                            + (site == null ? "." : ", and look at " + site.connection() + "."),
                    failure);
        }
        if (message.contains("has not been initialized")) {
            return new SetupException(
                    "The event store was not initialized, and aett.initialize is "
                            + mode().name().toLowerCase(Locale.ROOT) + ".",
                    "Start once with aett.initialize=always, as a user who may create it; or let your deployment call"
                            + " management().initialize().",
                    failure);
        }
        return refused(message, failure);
    }

    /** What the library says itself is a cause and, after a semicolon, a cure. */
    private static RuntimeException refused(String message, Throwable failure) {
        int cure = message.indexOf("; ");
        return cure < 0
                ? new SetupException("The event store refuses to work: " + message + ".", "See the cause.", failure)
                : new SetupException(
                        "The event store refuses to work: " + message.substring(0, cure) + ".",
                        Character.toUpperCase(message.charAt(cure + 2)) + message.substring(cure + 3) + ".",
                        failure);
    }

    @Override
    public void stop() {
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }
}
