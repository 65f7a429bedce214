package io.aett.reactive.engine;

import io.aett.reactive.spi.AppendResult;
import io.aett.reactive.spi.EncodedCommit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * One commit waiting for its append, or under way in it. Run to tell its caller: the answer when he has asked for it, an error at once, and
 * nothing when he has left.
 */
final class Waiting implements Runnable, Subscription {

    private static final int NEW = 0;
    private static final int ASKED = 1;
    private static final int ANSWERED = 2;
    private static final int OVER = 3;

    final EncodedCommit commit;
    final long since;
    boolean alone;

    @Nullable
    AppendResult result;

    @Nullable
    RuntimeException error;

    private final CoreSubscriber<? super AppendResult> caller;
    private final AtomicInteger state = new AtomicInteger(NEW);

    Waiting(EncodedCommit commit, CoreSubscriber<? super AppendResult> caller, long since) {
        this.commit = commit;
        this.caller = caller;
        this.since = since;
    }

    Context context() {
        return caller.currentContext();
    }

    boolean isOver() {
        return state.get() == OVER;
    }

    @Override
    public void run() {
        RuntimeException failure = error;
        if (failure != null) {
            if (state.getAndSet(OVER) != OVER) {
                caller.onError(failure);
            }
        } else if (state.compareAndSet(ASKED, OVER)) {
            tell();
        } else if (!state.compareAndSet(NEW, ANSWERED) && state.compareAndSet(ASKED, OVER)) {
            tell();
        }
    }

    private void tell() {
        AppendResult answer = result;
        if (answer != null) {
            caller.onNext(answer);
        }
        caller.onComplete();
    }

    @Override
    public void request(long n) {
        if (Operators.validate(n) && !state.compareAndSet(NEW, ASKED) && state.compareAndSet(ANSWERED, OVER)) {
            tell();
        }
    }

    @Override
    public void cancel() {
        state.set(OVER);
    }
}
