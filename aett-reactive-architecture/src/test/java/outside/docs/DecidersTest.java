package outside.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aett.reactive.EventStore;
import io.aett.reactive.TopicMap;
import io.aett.reactive.UnexpectedVersionException;
import io.aett.reactive.domain.DeciderRepository;
import io.aett.reactive.domain.Decision;
import io.aett.reactive.memory.MemoryEventStore;
import io.aett.reactive.memory.MemoryOptions;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import outside.docs.DeciderExample.Book;
import outside.docs.DeciderExample.Booked;
import outside.docs.DeciderExample.Open;
import outside.docs.DeciderExample.SeatCommand;
import outside.docs.DeciderExample.SeatEvent;
import outside.docs.DeciderExample.Seats;
import outside.docs.DeciderExample.SoldOut;
import reactor.core.publisher.Mono;

/** The code of the guide to deciders, at work. */
class DecidersTest {

    private final EventStore store = MemoryEventStore.create(MemoryOptions.builder()
            .topicMap(TopicMap.create().register(SeatEvent.class, Seats.class))
            .build());
    private final DeciderRepository<SeatCommand, Seats, SeatEvent> shows = DeciderExample.repository(store);

    private static <T> T wait(Mono<T> result) {
        return Objects.requireNonNull(result.block(Duration.ofSeconds(30)));
    }

    @Test
    void the_last_seats_are_sold_once() {
        assertThat(DeciderExample.decide(new Book("Ann", 2), new Seats(true, 2)))
                .containsExactly(new Booked("Ann", 2), new SoldOut());
        assertThatThrownBy(() -> DeciderExample.decide(new Book("Bob", 1), new Seats(true, 0)))
                .hasMessage("there are only 0 seats");
    }

    @Test
    void a_show_is_opened_once_and_booked() {
        wait(shows.handle("show-1", new Open(5)));
        assertThat(wait(shows.handle("show-1", new Open(9))).commit()).isNull();

        assertThat(wait(DeciderExample.book(shows))).isEqualTo(3);
        assertThat(wait(shows.state("show-1"))).isEqualTo(new Seats(true, 3));
    }

    @Test
    void a_request_that_comes_twice_is_booked_once() {
        wait(shows.handle("show-1", new Open(5)));
        Decision<Seats, SeatEvent> first = wait(DeciderExample.request(shows, new UUID(1, 1), 1));
        Decision<Seats, SeatEvent> again = wait(DeciderExample.request(shows, new UUID(1, 1), 1));

        assertThat(again.repeated()).isTrue();
        assertThat(again.events()).isEqualTo(first.events()).isEqualTo(List.of(new Booked("Ann", 2)));
        assertThatThrownBy(() -> wait(DeciderExample.request(shows, new UUID(1, 2), 1)))
                .isInstanceOf(UnexpectedVersionException.class);
    }

    @Test
    void the_state_is_the_snapshot() {
        DeciderRepository<SeatCommand, Seats, SeatEvent> kept = DeciderExample.withSnapshots(store);
        wait(kept.handle("show-1", new Open(1000)));
        for (int i = 0; i < 100; i++) {
            wait(kept.handle("show-1", new Book("guest " + i, 1)));
        }

        assertThat(wait(store.snapshots().get("theatre", "show-1")).payload()).isEqualTo(new Seats(true, 901));
        assertThat(wait(kept.state("show-1")).free()).isEqualTo(900);
    }
}
