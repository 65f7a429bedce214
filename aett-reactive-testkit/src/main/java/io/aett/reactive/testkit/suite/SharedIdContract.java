package io.aett.reactive.testkit.suite;

import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.domain.DefaultSagaRepository;
import io.aett.reactive.testkit.domain.Errand;
import io.aett.reactive.testkit.domain.Errand.Asked;
import io.aett.reactive.testkit.domain.Errand.Told;
import io.aett.reactive.testkit.subscription.Handovers;
import io.aett.reactive.testkit.support.Await;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** P1 to P3, W4: an id of a commit is one only within its stream, so one request may have commits of its id in many. */
public abstract class SharedIdContract extends TimerSuite {

    private static final UUID SHARED = new UUID(7, 7);

    private void tell(String tenant, String saga, Told told) {
        Await.done(DefaultSagaRepository.create(tenant, store())
                .update(Errand.class, saga, SHARED, errand -> errand.transition(told)));
    }

    /** P1. */
    @Test
    void events_of_commits_that_share_an_id_each_reach_their_saga() {
        for (String source : List.of("one", "two")) {
            commit(firstOf(TENANT, source, Asked.of("a", source.length()), Asked.of(source, 1)).toBuilder()
                    .commitId(SHARED)
                    .build());
        }
        run(runner(RUNNER, store()));
        settle(RUNNER);

        assertThat(taken(saga(RUNNER, "a"))).hasSize(2);
        assertThat(taken(saga(RUNNER, "one"))).hasSize(1);
        assertThat(taken(saga(RUNNER, "two"))).hasSize(1);
    }

    /** P2. */
    @Test
    void commands_of_commits_that_share_an_id_are_each_handed_over() {
        int amount = 0;
        for (String tenant : List.of(TENANT, "other")) {
            for (String saga : List.of("saga", "other")) {
                tell(tenant, saga, Asked.of("a", ++amount));
            }
        }
        Handovers handovers = adding();
        run(relay(RELAY, store(), handovers));
        settle(RELAY);

        assertThat(added("a")).containsExactlyInAnyOrder(1, 2);
        assertThat(added("other", "a")).containsExactlyInAnyOrder(3, 4);
        assertThat(handovers.ids("a")).hasSize(4).doesNotHaveDuplicates();
    }

    /** P3: in two tenants and two sagas, under one name, for one moment. */
    @Test
    void timers_that_differ_in_no_more_than_tenant_or_saga_are_each_handed_over() {
        int amount = 0;
        for (String tenant : List.of(TENANT, "other")) {
            for (String saga : List.of("saga", "other")) {
                tell(tenant, saga, timed("a", "t", 10, ++amount));
                tellSaga(tenant, saga, timed("a", "u", 10, ++amount), timed("a", "v", 11, ++amount));
            }
        }
        Handovers handovers = adding();
        run(clocked(RELAY, store(), handovers));
        awaitPending(RELAY, 12);
        moveTo(at(11), RELAY, handovers);

        assertThat(handovers.amounts("a")).containsExactlyInAnyOrder(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12);
        assertThat(handovers.ids("a")).doesNotHaveDuplicates();
        assertThat(fired("a")).hasSize(12);
        assertOver(RELAY);
    }
}
