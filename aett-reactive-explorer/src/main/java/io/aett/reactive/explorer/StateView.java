package io.aett.reactive.explorer;

import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What streams of one kind have come to: a fold of their events to something that is shown as JSON. Immutable, if its functions are.
 *
 * <p>The functions run where commits are read, so they must not block. One that throws is shown as the cause, with the revision.
 */
public final class StateView {

    private final String name;
    private final Predicate<String> streams;
    private final Supplier<Object> initial;
    private final BiFunction<Object, Object, Object> fold;
    private final @Nullable Function<Object, Object> fromSnapshot;

    private StateView(
            String name,
            Predicate<String> streams,
            Supplier<Object> initial,
            BiFunction<Object, Object, Object> fold,
            @Nullable Function<Object, Object> fromSnapshot) {
        this.name = name;
        this.streams = streams;
        this.initial = initial;
        this.fold = fold;
        this.fromSnapshot = fromSnapshot;
    }

    /**
     * A view of the streams whose ids pass.
     *
     * @param name what the page calls such a stream, such as {@code account}
     * @param initial what a stream is before its first event; made anew for each fold, so it may be changed in place
     * @param fold the state, and the body of the next event; answers the next state, which may be the same object
     */
    public static <S> StateView of(
            String name,
            Predicate<String> streams,
            Supplier<? extends S> initial,
            BiFunction<? super S, Object, ? extends S> fold) {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(streams, "streams");
        Objects.requireNonNull(initial, "initial");
        Objects.requireNonNull(fold, "fold");
        @SuppressWarnings("unchecked") // The state only ever comes from the functions of this very view.
        BiFunction<Object, Object, Object> untyped = (state, event) -> fold.apply((S) state, event);
        return new StateView(name, streams, initial::get, untyped, null);
    }

    /**
     * The same, but a fold begins with the newest snapshot before the revision, so that long streams can be shown.
     *
     * @param state the state that a snapshot's payload means
     */
    public StateView fromSnapshots(Function<Object, ?> state) {
        Objects.requireNonNull(state, "state");
        return new StateView(name, streams, initial, fold, state::apply);
    }

    String name() {
        return name;
    }

    boolean shows(String streamId) {
        return streams.test(streamId);
    }

    boolean readsSnapshots() {
        return fromSnapshot != null;
    }

    Object initial() {
        return initial.get();
    }

    Object fromSnapshot(Object payload) {
        return Objects.requireNonNull(fromSnapshot, "fromSnapshot").apply(payload);
    }

    Object next(Object state, Object event) {
        return fold.apply(state, event);
    }
}
