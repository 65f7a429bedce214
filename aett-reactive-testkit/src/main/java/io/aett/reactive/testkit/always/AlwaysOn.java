package io.aett.reactive.testkit.always;

import io.aett.reactive.testkit.events.TestEvents;
import java.util.List;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.function.Predicate;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import reactor.blockhound.BlockHound;

/**
 * Fails a test in which a thread that must not block was blocked, a signal was dropped, or a payload or password came into
 * what was logged.
 *
 * <p>BlockHound needs {@code -XX:+AllowRedefinitionToAddDeleteMethods} on the test's command line; without it every test
 * fails and says so.
 */
public final class AlwaysOn implements BeforeEachCallback, AfterEachCallback {

    /** To be part of every password that a fixture uses. */
    public static final String PASSWORD_MARKER = "pass-4c1de0b7";

    static {
        BlockHound.install(AlwaysOn::allowVirtualTime, AlwaysOn::allowVerification);
        DroppedSignals.install();
        CapturedOutput.install();
    }

    /** Its queue of timers has a lock for a few lines, as the one of real time has, which Reactor allows. */
    private static void allowVirtualTime(BlockHound.Builder builder) {
        String queue = PriorityBlockingQueue.class.getName();
        for (String method : List.of("offer", "remove", "peek", "poll")) {
            builder.allowBlockingCallsInside(queue, method);
        }
    }

    /** The verification of Reactive Streams hands over what it received through queues with a lock, as tests do. */
    private static void allowVerification(BlockHound.Builder builder) {
        String environment = "org.reactivestreams.tck.TestEnvironment";
        for (String receiver : List.of("Receptacle", "Promise")) {
            for (String method : List.of("add", "complete", "completeImmediatly")) {
                builder.allowBlockingCallsInside(environment + "$" + receiver, method);
            }
        }
    }

    /**
     * Lets tests pass although such errors are dropped, from now on in this process. For errors that a driver drops by itself,
     * so that no store can see them; as narrow as can be.
     */
    public static void allowDropped(Predicate<Throwable> known) {
        DroppedSignals.allow(known);
    }

    /** The same for values. */
    public static void allowDroppedValue(Predicate<Object> known) {
        DroppedSignals.allowValue(known);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        DroppedSignals.take();
        CapturedOutput.take();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        check();
    }

    /** Fails if any of that happened since the last check, or since the test began: for tests that have several parts. */
    public static void check() {
        List<Throwable> dropped = DroppedSignals.take();
        String output = CapturedOutput.take();
        if (!dropped.isEmpty()) {
            AssertionError error =
                    new AssertionError(dropped.size() + " signals were dropped, first: " + dropped.get(0));
            dropped.forEach(error::addSuppressed);
            throw error;
        }
        for (String marker : List.of(TestEvents.MARKER, PASSWORD_MARKER)) {
            if (output.contains(marker)) {
                throw new AssertionError("what was logged holds a payload or a password (" + marker + ")");
            }
        }
    }
}
