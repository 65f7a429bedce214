package io.aett.reactive.testkit.suite;

import static io.aett.reactive.testkit.events.TestEvents.noted;
import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.Commit;
import io.aett.reactive.EventStore;
import io.aett.reactive.InvalidCommitException;
import io.aett.reactive.MalformedDataException;
import io.aett.reactive.Snapshot;
import io.aett.reactive.TopicMap;
import io.aett.reactive.testkit.EventStoreFixture;
import io.aett.reactive.testkit.FixtureOptions;
import io.aett.reactive.testkit.events.TestEvents.Generic;
import io.aett.reactive.testkit.events.TestEvents.Holder;
import io.aett.reactive.testkit.events.TestEvents.Lossy;
import io.aett.reactive.testkit.events.TestEvents.Measured;
import io.aett.reactive.testkit.events.TestEvents.Priced;
import io.aett.reactive.testkit.events.TestEvents.Unit;
import io.aett.reactive.testkit.support.Await;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which forms of events are taken, and that they come back or are refused: W12. */
abstract class EventFormContract extends ContractSuite<EventStoreFixture> {

    /** Counted in whole units. */
    record Whole(long amount) {}

    /** And in fractions. */
    record Fraction(double amount) {}

    final void roundTrip(Commit given) {
        Commit stored = commit(given);

        assertThat(stored.events()).isEqualTo(given.events());
        assertThat(stored.headers()).isEqualTo(given.headers());
        assertThat(read(second(), given.tenantId(), given.streamId())).containsExactly(stored);
        assertThat(readAll()).containsExactly(stored);
    }

    /** W12: by name, whatever their texts are, as keys too. */
    @Test
    void enum_constants_come_back() {
        roundTrip(first(
                new Measured(Unit.MINUTE, Map.of(Unit.METRE, 1L, Unit.MINUTE, 2L)),
                new Measured(Unit.METRE, Map.of(Unit.MINUTE, 3L))));
    }

    /** W12: and not what its getters say. */
    @Test
    void what_an_event_holds_comes_back() {
        roundTrip(first(new Priced(1050, "4711 1234"), new Priced(-1, "")));
    }

    /** W12: what would lose its type is refused, whatever the value is. */
    static List<Object> losesItsType() {
        return List.of(
                new Lossy(1L),
                new Lossy(new BigDecimal("123456789012345678901234567890.123456789")),
                new Generic<>(List.of(1L)),
                new Holder(List.of()));
    }

    /** W12. */
    @ParameterizedTest
    @MethodSource("losesItsType")
    void what_would_lose_its_type_is_refused(Object event) {
        InvalidCommitException error =
                Await.error(InvalidCommitException.class, store().commits().commit(first(event)));
        assertThat(error).hasMessageContaining(event.getClass().getName());
        Await.error(
                IllegalArgumentException.class,
                store().snapshots().add(new Snapshot(TENANT, STREAM, 1, 1, event, Map.of())));

        assertThat(Await.value(raw().commits(TENANT))).isZero();
        Commit stored = commit(first(noted("b")));
        assertThat(read()).containsExactly(stored);
    }

    /** R6: a value is never bent to fit the class that its event has by now. */
    @Test
    void a_value_that_does_not_fit_its_class_is_an_error() {
        EventStore fractions =
                second(FixtureOptions.defaults().withTopics(TopicMap.create().add("amount", Fraction.class)));
        EventStore whole =
                second(FixtureOptions.defaults().withTopics(TopicMap.create().add("amount", Whole.class)));
        Commit one = commit(fractions, first(new Fraction(10.99)));

        Await.error(MalformedDataException.class, whole.commits().get(TENANT, STREAM));
        assertThat(read(fractions, TENANT, STREAM)).containsExactly(one);
    }
}
