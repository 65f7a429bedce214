package io.aett.reactive.test;

import io.aett.reactive.Commit;
import io.aett.reactive.EventMessage;
import io.aett.reactive.EventStore;
import io.aett.reactive.domain.Saga;
import io.aett.reactive.domain.SagaRepository;
import io.aett.reactive.domain.SagaTimer;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What happened to a saga before: each event made its transition, and was stored with the commands and timers that came of it.
 *
 * @param given the events
 * @param store where they are
 * @param timers those that are set, by name
 */
record SagaPast(List<EventMessage> given, EventStore store, Map<String, SagaTimer> timers) {

    static <T extends Saga> SagaPast of(SagaSetup<T> setup, List<EventMessage> given) {
        setup.checks().roundTrip("given event", given);
        EventStore store = Stores.empty(setup.checks().codec());
        SagaRepository repository = setup.repository(store);
        Map<String, SagaTimer> timers = new TreeMap<>();
        T saga = setup.load(repository, "making one", new Story(List.of(), List.of()));
        for (int i = 0; i < given.size(); i++) {
            Commit stored = transition(setup, repository, saga, given.get(i), i + 1);
            if (stored != null) {
                Saga.timersOf(stored).forEach(timer -> put(timers, timer));
            }
        }
        return new SagaPast(given, store, timers);
    }

    private static void put(Map<String, SagaTimer> timers, SagaTimer timer) {
        if (timer.isCancellation()) {
            timers.remove(timer.name());
        } else {
            timers.put(timer.name(), timer);
        }
    }

    private static <T extends Saga> @Nullable Commit transition(
            SagaSetup<T> setup, SagaRepository repository, T saga, EventMessage event, int number) {
        try {
            saga.transition(event);
            saga.headers().values().forEach(setup.checks().codec()::learn);
            return Answers.of(repository.save(saga));
        } catch (RuntimeException refused) {
            throw setup.checks().failed("given event " + number, refused);
        }
    }
}
