package io.aett.reactive.domain;

import io.aett.reactive.Commit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a command has led to.
 *
 * @param <S> the state
 * @param <E> the events
 * @param state the state after it; when the command was a repetition, the state as stored now
 * @param version the number of events that have led to the state
 * @param events the events decided, unmodifiable; when the command was a repetition, those that were stored the first time
 * @param commit the stored commit, when the command was a repetition the one of the first time; null when nothing was decided
 * @param repeated whether the commit id was stored already, so that nothing was written now. Nothing was decided either, unless somebody
 *     else stored the id at the same moment; then that decision was thrown away
 */
public record Decision<S, E>(
        S state, long version, List<E> events, @Nullable Commit commit, boolean repeated) {

    public Decision {
        events = List.copyOf(events);
    }
}
