package io.aett.reactive.domain;

import io.aett.reactive.Commit;

/** Says where a stored event could not be applied, which the exception of a handler cannot know. */
final class ReplayFailure {

    private ReplayFailure() {}

    static IllegalStateException of(Commit commit, long revision, Object event, Throwable thrown) {
        return new IllegalStateException(
                "revision " + revision + " (commit " + commit.commitSequence() + ") of stream " + commit.streamId()
                        + " (tenant " + commit.tenantId() + ") " + what(revision, event.getClass(), thrown),
                thrown);
    }

    private static String what(long revision, Class<?> event, Throwable thrown) {
        if (thrown instanceof NoHandlerException missing) {
            return unhandled(revision, event, missing.owner());
        }
        if (thrown instanceof OtherEventException other) {
            return "is an event " + event.getName() + ", which is no "
                    + other.eventType().getName()
                    + ": another aggregate, saga or decider wrote it, and two of them cannot have one id; let each make ids"
                    + " of its own. If the event belongs to this decider after all, give its builder a type that all its events"
                    + " have";
        }
        return "could not be applied: the handler of event " + event.getName() + " threw "
                + thrown.getClass().getName();
    }

    /** A class that cannot even handle what a stream begins with did not begin that stream. */
    private static String unhandled(long revision, Class<?> event, Class<?> owner) {
        String found = "is an event " + event.getName() + ", for which " + owner.getName() + " has no handler";
        String apart =
                "aggregates and sagas of one tenant share one space of ids, so let each class make ids of its own, such as "
                        + owner.getSimpleName().toLowerCase(java.util.Locale.ROOT) + "-1";
        return revision == 1
                ? found + ": the stream was begun by another aggregate or saga. Two classes cannot have one id; "
                        + apart
                        + ". If the event is one of " + owner.getSimpleName() + "'s after all, it lacks apply("
                        + event.getSimpleName() + ")"
                : found + ". Add a method apply(" + event.getSimpleName() + "), unless another class wrote it: "
                        + apart;
    }
}
