package io.aett.reactive.test;

import io.aett.reactive.Commit;
import io.aett.reactive.EventMessage;
import io.aett.reactive.EventStore;
import io.aett.reactive.domain.Saga;
import io.aett.reactive.domain.SagaCommand;
import io.aett.reactive.domain.SagaRepository;
import io.aett.reactive.domain.SagaTimer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What came of one event that arrived at a saga.
 *
 * @param story the events before and of it
 * @param state the saga after a replay of all of them
 * @param thrown with what it was refused, or null
 * @param commands what was dispatched
 * @param timers what was said of timers
 */
record SagaRun<T extends Saga>(
        SagaSetup<T> setup,
        Story story,
        T state,
        @Nullable Exception thrown,
        List<EventMessage> commands,
        List<SagaTimer> timers) {

    /** Runs the command on a saga with this past, and checks what holds for every saga. */
    static <T extends Saga> SagaRun<T> on(SagaSetup<T> setup, SagaPast past, Command<? super T> command) {
        EventStore store = past.store();
        SagaRepository repository = setup.repository(store);
        T subject = setup.load(repository, "loading the given events", new Story(past.given(), List.of()));
        try {
            command.on(subject);
        } catch (Exception thrown) {
            Story story = new Story(past.given(), List.of());
            T replayed = setup.load(repository, "a replay", story);
            return new SagaRun<>(setup, story, replayed, thrown, List.of(), List.of());
        }
        List<EventMessage> raised = setup.checks().roundTrip("event", subject.uncommitted());
        Story story = new Story(past.given(), raised);
        Commit stored = save(setup, repository, subject);
        List<EventMessage> commands = stored == null
                ? List.of()
                : Saga.commandsOf(stored).stream().map(SagaCommand::message).toList();
        List<SagaTimer> timers = stored == null ? List.of() : Saga.timersOf(stored);
        T replayed = setup.load(repository, "a replay", story);
        setup.checks().steady(replayed, setup.load(repository, "a second replay", story), story, Consistency.STEADY);
        setup.checks().kept(subject, replayed, story, Consistency.KEPT);
        return new SagaRun<>(setup, story, replayed, null, commands, timers);
    }

    private static <T extends Saga> @Nullable Commit save(SagaSetup<T> setup, SagaRepository repository, T subject) {
        subject.headers().forEach((name, value) -> {
            if (value instanceof EventMessage message) {
                setup.checks().codec().roundTrip(setup.checks().subject() + ": header " + name, message);
            }
        });
        try {
            return Answers.of(repository.save(subject));
        } catch (RuntimeException refused) {
            throw setup.checks().failed("saving it", refused);
        }
    }
}
