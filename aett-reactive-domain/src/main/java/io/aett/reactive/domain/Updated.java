package io.aett.reactive.domain;

import io.aett.reactive.Commit;
import org.jspecify.annotations.Nullable;

/**
 * What an update has done.
 *
 * @param <A> the aggregate or saga
 * @param <R> what the change returns
 * @param aggregate the instance as saved, behind this update's change; when the update was a repetition, or the change raised nothing, the instance as stored
 * @param commit the stored commit, which updates beside this one may share; when the update was a repetition the one of the first time; null when the change raised nothing
 * @param repeated whether the commit id was stored already, so that this update wrote nothing. The change did not run, unless
 *     somebody else stored the id at the same moment; then its work was thrown away
 * @param result what the change returned; null when the update was a repetition, since the first result was not stored
 */
public record Updated<A, R>(
        A aggregate,
        @Nullable Commit commit,
        boolean repeated,
        @Nullable R result) {}
