package io.aett.reactive.domain;

import io.aett.reactive.Commit;
import io.aett.reactive.CommitConflictException;
import io.aett.reactive.NonConflictingCommitException;
import io.aett.reactive.UnexpectedVersionException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.MonoSink;

/**
 * One subscription's state from attempt to attempt. In each it has an instance of its own, on which its change runs once: what a change
 * that fails has done to its instance is seen by nobody else.
 */
final class Update<T, R> extends Guest<Updated<T, R>> {

    private final String tenantId;
    private final String id;
    private final UpdateOptions options;
    private final Keeping<T> keeping;
    private final Function<? super T, ? extends R> change;
    private int attemptsLeft;
    private @Nullable T instance;
    private boolean decided;
    private boolean eventful;
    private @Nullable R result;
    private @Nullable Throwable refusal;
    private Map<String, Object> headers = Map.of();

    Update(
            MonoSink<Updated<T, R>> sink,
            String tenantId,
            String id,
            UpdateOptions options,
            int attempts,
            Keeping<T> keeping,
            Function<? super T, ? extends R> change) {
        super(sink);
        this.tenantId = tenantId;
        this.id = id;
        this.options = options;
        this.attemptsLeft = attempts;
        this.keeping = keeping;
        this.change = change;
    }

    Keeping<T> keeping() {
        return keeping;
    }

    UpdateOptions options() {
        return options;
    }

    /** Begins anew, on a fresh instance. */
    void begin(T fresh) {
        instance = fresh;
        decided = false;
        eventful = false;
        result = null;
        refusal = null;
        headers = Map.of();
    }

    T instance() {
        return Objects.requireNonNull(instance, "instance");
    }

    Changes changes() {
        return keeping.changes(instance());
    }

    /** Uses up an attempt; whether none is left, or none can help. */
    boolean isExhausted(Throwable failure) {
        return --attemptsLeft < 1 || failure instanceof UnexpectedVersionException;
    }

    /** What a lost race means to this update. */
    CommitConflictException lost(NonConflictingCommitException race) {
        OptionalLong expected = options.expectedVersion();
        return expected.isPresent() && expected.getAsLong() != race.headRevision()
                ? unexpected(race.headSequence(), race.headRevision())
                : race;
    }

    /** Whether the change has left something to be stored. */
    boolean hasEvents() {
        return eventful;
    }

    Map<String, Object> headers() {
        return headers;
    }

    /**
     * Runs the change, once for an instance, on a state in which everything lies before it.
     *
     * @param stored what was stored since the instances were loaded
     * @param before the last one with events that goes before it into the same commit
     */
    void decide(List<Commit> stored, @Nullable Update<T, ?> before) {
        if (decided) {
            return;
        }
        decided = true;
        try {
            follow(stored);
            if (before != null) {
                changes().follow(before.changes().unstored(), event -> keeping.apply(instance(), event));
            }
            result = change();
            keeping.check(instance());
            if (changes().hasUncommitted()) {
                headers = keeping.headers(options.headers(), context());
                eventful = true;
            }
        } catch (VirtualMachineError | LinkageError error) {
            refusal = new IllegalStateException("the change failed on a " + keeping.name(instance()), error);
        } catch (Throwable thrown) {
            refusal = thrown;
        }
    }

    /** Applies what was stored since the instance was loaded. */
    void follow(List<Commit> stored) {
        for (Commit commit : stored) {
            if (commit.commitSequence() > changes().commitSequence()) {
                changes().replay(commit, Long.MAX_VALUE, event -> keeping.apply(instance(), event));
            }
        }
    }

    private @Nullable R change() {
        OptionalLong expected = options.expectedVersion();
        if (expected.isPresent() && expected.getAsLong() != changes().version()) {
            throw unexpected(changes().precedingSequence(), changes().version());
        }
        R given = change.apply(instance());
        if (given instanceof Publisher<?>) {
            throw new IllegalStateException("the change of " + keeping.name(instance()) + " " + id + " returned a "
                    + given.getClass().getName()
                    + ", to which nobody would subscribe, and nothing was"
                    + " stored: do not return a publisher from a change. Ask for what the change needs before the update,"
                    + " and flatMap the update's result to what comes after it");
        }
        return given;
    }

    /** Tells what the change led to. */
    void tell(@Nullable Commit stored) {
        Throwable failure = refusal;
        if (failure != null) {
            fail(failure);
        } else {
            tell(new Updated<>(instance(), eventful ? stored : null, false, result));
        }
    }

    void tellRepeated(T head, Commit stored) {
        tell(new Updated<>(head, stored, true, null));
    }

    private UnexpectedVersionException unexpected(long headSequence, long headRevision) {
        return new UnexpectedVersionException(
                tenantId, id, options.expectedVersion().orElse(0), headSequence, headRevision);
    }
}
