package io.aett.reactive.test;

import io.aett.reactive.Commit;
import io.aett.reactive.EventMessage;
import io.aett.reactive.EventStore;
import io.aett.reactive.domain.Aggregate;
import io.aett.reactive.domain.AggregateRepository;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;

/**
 * What came of one command.
 *
 * @param story the events before and of it
 * @param state the aggregate after a replay of all of them
 * @param thrown with what it was refused, or null
 * @param answer what it returned, or null
 */
record AggregateRun<A extends Aggregate<?>>(
        Setup<A> setup,
        Story story,
        A state,
        @Nullable Exception thrown,
        @Nullable Object answer) {

    /** Runs the command on an aggregate with these events, and checks what holds for every aggregate. */
    static <A extends Aggregate<?>> AggregateRun<A> on(
            Setup<A> setup, List<EventMessage> given, Question<? super A, ?> command) {
        setup.checks().roundTrip("given event", given);
        EventStore store = Stores.with(setup.checks().codec(), setup.id(), given);
        AggregateRepository repository = setup.repository(store);
        return run(setup, given, store, setup.load(repository, "loading the given events"), command);
    }

    /** As {@link #on}, with an aggregate that somebody else makes. */
    static <A extends Aggregate<?>> AggregateRun<A> creating(Setup<A> setup, Callable<? extends A> creation) {
        A created;
        try {
            created = setup.type().cast(creation.call());
        } catch (Exception thrown) {
            A fresh = setup.load(setup.repository(setup.emptyStore()), "making one");
            return new AggregateRun<>(setup, new Story(List.of(), List.of()), fresh, thrown, null);
        }
        if (created == null) {
            throw new AssertionError(setup.checks().subject() + ": the creating command returned null");
        }
        Setup<A> named = setup.withId(created.id());
        EventStore store = named.emptyStore();
        return run(named, List.of(), store, created, aggregate -> null);
    }

    private static <A extends Aggregate<?>> AggregateRun<A> run(
            Setup<A> setup, List<EventMessage> given, EventStore store, A subject, Question<? super A, ?> command) {
        AggregateRepository repository = setup.repository(store);
        Object answer = null;
        try {
            answer = command.on(subject);
        } catch (Exception thrown) {
            Story story = new Story(given, List.of());
            A replayed = new Consistency<>(setup, story, store).check(null);
            return new AggregateRun<>(setup, story, replayed, thrown, null);
        }
        refusePublisher(setup, answer);
        List<EventMessage> raised = setup.checks().roundTrip("raised event", subject.uncommitted());
        Commit stored = Answers.of(repository.save(subject));
        Story story = new Story(given, stored == null ? List.of() : raised);
        A replayed = new Consistency<>(setup, story, store).check(subject);
        return new AggregateRun<>(setup, story, replayed, null, answer);
    }

    private static void refusePublisher(Setup<?> setup, @Nullable Object answer) {
        if (answer instanceof Publisher<?>) {
            throw new AssertionError(
                    setup.checks().subject() + ": the command returned a "
                            + answer.getClass().getName() + ", to which nobody would subscribe\n\n"
                            + "Ask for what a command needs before the update, and flatMap the update's result to what comes after it.");
        }
    }
}
