package outside.docs;

import io.aett.reactive.EventStore;
import io.aett.reactive.Topic;
import io.aett.reactive.domain.Decider;
import io.aett.reactive.domain.DeciderRepository;
import io.aett.reactive.domain.Decision;
import io.aett.reactive.domain.SnapshotPolicy;
import io.aett.reactive.domain.UpdateOptions;
import java.util.List;
import java.util.UUID;
import reactor.core.publisher.Mono;

/** Seats of a show, decided by functions. */
final class DeciderExample {

    /** What is wanted. Commands are not stored, so they need no topic. */
    sealed interface SeatCommand {}

    record Open(int seats) implements SeatCommand {}

    record Book(String guest, int seats) implements SeatCommand {}

    /** What happened. */
    sealed interface SeatEvent {}

    @Topic("show.opened")
    record ShowOpened(int seats) implements SeatEvent {}

    @Topic("show.booked")
    record Booked(String guest, int seats) implements SeatEvent {}

    @Topic("show.sold-out")
    record SoldOut() implements SeatEvent {}

    /** What is so: a value that never changes. */
    @Topic("show.seats")
    record Seats(boolean opened, int free) {

        static final Seats NONE = new Seats(false, 0);
    }

    static final Decider<SeatCommand, Seats, SeatEvent> SEATS =
            new Decider<>(() -> Seats.NONE, DeciderExample::decide, DeciderExample::evolve);

    /** May refuse, and changes nothing. */
    static List<SeatEvent> decide(SeatCommand command, Seats state) {
        if (command instanceof Open open) {
            return state.opened() ? List.of() : List.of(new ShowOpened(open.seats()));
        }
        Book book = (Book) command;
        if (book.seats() > state.free()) {
            throw new IllegalStateException("there are only " + state.free() + " seats");
        }
        Booked booked = new Booked(book.guest(), book.seats());
        return book.seats() == state.free() ? List.of(booked, new SoldOut()) : List.of(booked);
    }

    /** May not refuse, and calls nobody. */
    static Seats evolve(Seats state, SeatEvent event) {
        if (event instanceof ShowOpened opened) {
            return new Seats(true, opened.seats());
        }
        if (event instanceof Booked booked) {
            return new Seats(true, state.free() - booked.seats());
        }
        return state;
    }

    static DeciderRepository<SeatCommand, Seats, SeatEvent> repository(EventStore store) {
        DeciderRepository<SeatCommand, Seats, SeatEvent> shows =
                DeciderRepository.create(SEATS, SeatEvent.class, "theatre", store);
        return shows;
    }

    static DeciderRepository<SeatCommand, Seats, SeatEvent> withSnapshots(EventStore store) {
        DeciderRepository<SeatCommand, Seats, SeatEvent> shows = DeciderRepository.builder(
                        SEATS, SeatEvent.class, "theatre", store)
                .snapshots(Seats.class, SnapshotPolicy.everyNEvents(100))
                .maxAttempts(10)
                .build();
        return shows;
    }

    static Mono<Integer> book(DeciderRepository<SeatCommand, Seats, SeatEvent> shows) {
        return shows.handle("show-1", new Book("Ann", 2))
                .map(decision -> decision.state().free());
    }

    static Mono<Decision<Seats, SeatEvent>> request(
            DeciderRepository<SeatCommand, Seats, SeatEvent> shows, UUID request, long seen) {
        UpdateOptions options =
                UpdateOptions.builder().commitId(request).expectedVersion(seen).build();
        return shows.handle("show-1", new Book("Ann", 2), options);
    }

    private DeciderExample() {}
}
