package io.aett.reactive.test;

import io.aett.reactive.EventStore;
import io.aett.reactive.domain.Aggregate;
import io.aett.reactive.domain.AggregateRepository;
import io.aett.reactive.domain.DefaultAggregateRepository;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a fixture of aggregates was told about them.
 *
 * @param type their class
 * @param id the id of the one at hand
 * @param factory makes empty ones; null for the constructor that takes the id
 * @param checks what is checked, and how
 */
record Setup<A extends Aggregate<?>>(
        Class<A> type, String id, @Nullable Function<String, ? extends A> factory, Checks checks) {

    static <A extends Aggregate<?>> Setup<A> of(Class<A> type, String id) {
        return new Setup<>(type, id, null, new Checks(Texts.name(type) + " " + id, Codec.learning(), Set.of()));
    }

    Setup<A> withId(String other) {
        Checks named = new Checks(Texts.name(type) + " " + other, checks.codec(), checks.ignored());
        return new Setup<>(type, other, factory, named);
    }

    EventStore emptyStore() {
        return Stores.empty(checks.codec());
    }

    AggregateRepository repository(EventStore store) {
        DefaultAggregateRepository.Builder builder = DefaultAggregateRepository.builder(Stores.TENANT, store);
        Function<String, ? extends A> own = factory;
        return own == null
                ? builder.build()
                : builder.aggregateFactory((type, id) -> own.apply(id)).build();
    }

    A load(AggregateRepository repository, String what, long maxVersion) {
        try {
            return Answers.valueOf(repository.get(type, id, maxVersion));
        } catch (RuntimeException refused) {
            throw checks.failed(what, refused);
        }
    }

    A load(AggregateRepository repository, String what) {
        return load(repository, what, Long.MAX_VALUE);
    }
}
