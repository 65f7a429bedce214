package io.aett.reactive.testkit.suite;

import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.Commit;
import io.aett.reactive.CommitOutcomeUnknownException;
import io.aett.reactive.EventMessage;
import io.aett.reactive.NonConflictingCommitException;
import io.aett.reactive.domain.DefaultSagaRepository;
import io.aett.reactive.domain.SagaRepository;
import io.aett.reactive.testkit.EventStoreFixture;
import io.aett.reactive.testkit.domain.Delivery;
import io.aett.reactive.testkit.domain.Delivery.Arrived;
import io.aett.reactive.testkit.domain.Delivery.Ordered;
import io.aett.reactive.testkit.domain.Delivery.Send;
import io.aett.reactive.testkit.domain.InterposedStore;
import io.aett.reactive.testkit.support.Await;
import io.aett.reactive.testkit.support.Outcome;
import io.aett.reactive.testkit.support.Race;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Sagas on this store: A2, A4, A5 and A8. */
public abstract class SagaContract extends ContractSuite<EventStoreFixture> {

    private SagaRepository sagas() {
        return DefaultSagaRepository.create(TENANT, store());
    }

    private Delivery load() {
        return Await.value(sagas().get(Delivery.class, STREAM));
    }

    private static Map<String, Object> commands(String... parcels) {
        Map<String, Object> headers = new java.util.LinkedHashMap<>();
        for (int i = 0; i < parcels.length; i++) {
            headers.put("UndispatchedMessage." + i, EventMessage.of(new Send(parcels[i])));
        }
        return headers;
    }

    /** A8: in the headers of the commit that holds the event. */
    @Test
    void commands_are_stored_with_the_events_that_caused_them() {
        Delivery saga = load();
        saga.transition(new Ordered(2));
        Commit stored = Await.value(sagas().save(saga));

        assertThat(stored.headers()).isEqualTo(commands("parcel 0", "parcel 1"));
        assertThat(saga.headers()).isEmpty();
        assertThat(saga.uncommitted()).isEmpty();
        assertThat(read()).containsExactly(stored);
        assertThat(readAll().get(0).headers()).isEqualTo(stored.headers());
    }

    /** A8: N begins again at 0. */
    @Test
    void commands_are_numbered_anew_in_each_commit() {
        Delivery saga = load();
        for (int i = 0; i < 3; i++) {
            saga.transition(new Ordered(1));
            assertThat(Await.value(sagas().save(saga)).headers()).isEqualTo(commands("parcel " + i));
        }
        saga.transition(new Arrived("parcel 0"));
        assertThat(Await.value(sagas().save(saga)).headers()).isEmpty();
        assertThat(read()).hasSize(4);
    }

    /** A8. */
    @Test
    void loading_dispatches_nothing() {
        Delivery saga = load();
        saga.transition(new Ordered(3));
        Await.value(sagas().save(saga));

        Delivery loaded = load();

        assertThat(loaded.ordered()).isEqualTo(3);
        assertThat(loaded.headers()).isEmpty();
        assertThat(loaded.version()).isEqualTo(1);
        assertThat(loaded.commitSequence()).isEqualTo(1);
        assertThat(Await.valueOrNull(sagas().save(loaded))).isNull();
        assertThat(read()).hasSize(1);
    }

    /** A8: commands of no event are refused where they would be lost, and kept. */
    @Test
    void commands_without_an_event_are_refused_and_wait_for_the_next_commit() {
        IllegalStateException refused = Await.error(
                IllegalStateException.class, sagas().update(Delivery.class, STREAM, saga -> saga.remind("lost")));
        assertThat(refused).hasMessageContainingAll(STREAM, Send.class.getName(), "transition");

        Delivery saga = load();
        saga.remind("early");
        Await.error(IllegalStateException.class, sagas().save(saga));
        assertThat(readAll()).isEmpty();

        saga.transition(new Ordered(1));
        Commit stored = Await.value(sagas().save(saga));

        assertThat(stored.headers()).isEqualTo(commands("early", "parcel 0"));
        assertThat(saga.headers()).isEmpty();
    }

    /** A2, A8: after a lost race both events and commands are still there. */
    @Test
    void a_failed_save_keeps_events_and_commands() {
        commit(first(new Ordered(1)));
        Delivery late = new Delivery(STREAM);
        late.transition(new Ordered(1));

        Await.error(NonConflictingCommitException.class, sagas().save(late));

        assertThat(late.uncommitted()).hasSize(1);
        assertThat(late.headers()).isEqualTo(commands("parcel 0"));
        assertThat(read()).hasSize(1);
    }

    /** A4: each command exactly once, whoever wins. */
    @Test
    void updates_that_race_store_each_command_once() {
        SagaRepository one = sagas();
        SagaRepository two = DefaultSagaRepository.create(TENANT, second());
        List<Outcome<Boolean>> outcomes = Race.run(4, i -> () -> {
            for (int n = 0; n < 5; n++) {
                Await.value((i % 2 == 0 ? one : two)
                        .update(Delivery.class, STREAM, saga -> saga.transition(new Ordered(1))));
            }
            return true;
        });

        assertThat(outcomes).allSatisfy(outcome -> assertThat(outcome.error()).isNull());
        List<Commit> stored = read();
        assertThat(stored).hasSize(20);
        for (int i = 0; i < 20; i++) {
            assertThat(stored.get(i).headers()).isEqualTo(commands("parcel " + i));
        }
    }

    /** A5. */
    @Test
    void saving_again_after_an_unknown_outcome_stores_no_command_twice() {
        SagaRepository lossy = DefaultSagaRepository.create(TENANT, InterposedStore.losingAnswers(store(), 1, true));
        Delivery saga = new Delivery(STREAM);
        saga.transition(new Ordered(1));
        Await.error(CommitOutcomeUnknownException.class, lossy.save(saga));
        assertThat(saga.headers()).hasSize(1);

        Commit stored = Await.value(lossy.save(saga));

        assertThat(saga.headers()).isEmpty();
        assertThat(read()).containsExactly(stored);
        saga.transition(new Ordered(1));
        assertThat(Await.value(lossy.save(saga)).headers()).isEqualTo(commands("parcel 1"));
    }

    /** A8: dispatchers read the global order, and find each command with its commit. */
    @Test
    void a_dispatcher_that_follows_finds_every_command() {
        for (int i = 0; i < 5; i++) {
            Await.value(DefaultSagaRepository.create("tenant-" + i % 2, store())
                    .update(Delivery.class, "saga-" + i, saga -> saga.transition(new Ordered(2))));
        }

        List<Commit> followed = Await.all(second().management().follow(0).take(5));

        assertThat(followed)
                .hasSize(5)
                .allSatisfy(commit -> assertThat(commit.headers()).isEqualTo(commands("parcel 0", "parcel 1")));
    }
}
