package io.aett.reactive.test;

import io.aett.reactive.EventStore;
import io.aett.reactive.domain.DefaultSagaRepository;
import io.aett.reactive.domain.Saga;
import io.aett.reactive.domain.SagaRepository;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a fixture of sagas was told about them.
 *
 * @param type their class
 * @param id the id of the one at hand
 * @param factory makes empty ones; null for the constructor that takes the id
 * @param checks what is checked, and how
 */
record SagaSetup<T extends Saga>(
        Class<T> type, String id, @Nullable Function<String, ? extends T> factory, Checks checks) {

    static <T extends Saga> SagaSetup<T> of(Class<T> type, String id) {
        return new SagaSetup<>(type, id, null, new Checks(Texts.name(type) + " " + id, Codec.learning(), Set.of()));
    }

    SagaRepository repository(EventStore store) {
        DefaultSagaRepository.Builder builder = DefaultSagaRepository.builder(Stores.TENANT, store);
        Function<String, ? extends T> own = factory;
        return own == null
                ? builder.build()
                : builder.sagaFactory((type, id) -> own.apply(id)).build();
    }

    /** A loaded saga; one that dispatches while it is loaded is found out. */
    T load(SagaRepository repository, String what, Story story) {
        T loaded;
        try {
            loaded = Answers.valueOf(repository.get(type, id));
        } catch (RuntimeException refused) {
            throw checks.failed(what, refused);
        }
        if (!loaded.headers().isEmpty()) {
            throw checks.failure(
                    "loading it leaves commands or timers",
                    loaded.headers().entrySet().stream()
                            .map(header -> "  " + header.getKey() + ": " + Texts.of(header.getValue()))
                            .collect(Collectors.joining("\n")),
                    story,
                    "Constructors run on each load: dispatch and schedule in apply(...), which does neither while it is loaded.",
                    null);
        }
        return loaded;
    }
}
