package io.aett.reactive.testservers;

import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One server for all tests of this JVM, started by the first who asks, announced in one line. */
final class Shared<S extends TestServer> {

    private final String environment;
    private final Supplier<S> finder;
    private @Nullable S server;
    private @Nullable TestServerException failure;

    /**
     * @param environment the variable that names a server of the user's
     * @param finder looks in the environment, asks Docker, and starts one from packages
     */
    Shared(String environment, Supplier<S> finder) {
        this.environment = environment;
        this.finder = finder;
    }

    /** Returns the server; who asks after a failure gets the same failure again, without another try. */
    synchronized S get() {
        if (failure != null) {
            throw new TestServerException(Objects.requireNonNull(failure.getMessage()), failure);
        }
        S known = server;
        if (known != null) {
            return known;
        }
        try {
            S found = finder.get();
            found.share();
            announce(found);
            server = found;
            return found;
        } catch (TestServerException e) {
            failure = new TestServerException(e.getMessage() + "; or start Docker, or set " + environment, e);
            throw failure;
        }
    }

    /** On standard error, so that it is seen whatever logging the tests have. */
    private static void announce(TestServer server) {
        System.err.println("[aett] " + server);
    }
}
