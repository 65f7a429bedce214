package io.aett.reactive.webflux;

import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.Commit;
import io.aett.reactive.domain.Saga;
import io.aett.reactive.memory.MemoryEventStore;
import io.aett.reactive.webflux.Bank.Opened;
import org.junit.jupiter.api.Test;

/** An event that a runner delivered to a saga is in the log twice. */
class FeedDeliveriesTest {

    private static final Commit HAPPENED = commit("account").build();
    private static final Commit DELIVERED =
            commit("saga").header(Saga.TYPE_HEADER, "onboarding").build();

    private final EventStreamResponse feed = EventStreamResponse.of(
                    AettWebFlux.builder(MemoryEventStore.create(), TenantResolver.always("t"))
                            .build(),
                    "t")
            .map((event, context) -> context.streamId());

    private static Commit.Builder commit(String stream) {
        return Commit.builder()
                .tenantId("t")
                .streamId(stream)
                .streamRevision(1)
                .commitSequence(1)
                .event(new Opened("Ann"));
    }

    @Test
    void it_is_shown_once_where_it_happened() {
        assertThat(feed.pieces(HAPPENED)).containsExactly("account");
        assertThat(feed.fromNow().events(Opened.class).streams(id -> true).pieces(DELIVERED))
                .isEmpty();
    }

    @Test
    void it_is_shown_twice_when_that_is_asked_for_whatever_else_is() {
        assertThat(feed.deliveries()
                        .fromNow()
                        .events(Opened.class)
                        .streams(id -> true)
                        .map((event, context) -> "of " + context.streamId())
                        .pieces(DELIVERED))
                .containsExactly("of saga");
    }

    @Test
    void a_feed_of_commits_shows_all_of_them() {
        assertThat(feed.commits(Commit::streamId).pieces(DELIVERED)).containsExactly("saga");
    }
}
