package io.aett.reactive.subscription;

import io.aett.reactive.Commit;
import io.aett.reactive.MalformedDataException;
import io.aett.reactive.subscription.Handling.Durable;
import io.aett.reactive.subscription.Lanes.Job;
import io.aett.reactive.subscription.Lanes.Replay;
import java.util.ArrayList;
import java.util.List;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Does a lane's work: hands commits to the handler until they are done or set aside. Never fails for a commit's sake. */
final class Worker {

    private final Room room;
    private final Signals signals;
    private final Settings settings;
    private final Handling handling;
    private final Retries retries;
    private final Parking parking;
    private final Replays replays;

    Worker(Settings settings, Room room, Signals signals, Retries retries, Parking parking) {
        this.settings = settings;
        this.handling = settings.handling();
        this.room = room;
        this.signals = signals;
        this.retries = retries;
        this.parking = parking;
        this.replays = new Replays(settings, signals, retries, parking);
    }

    /** Called when it is the unit's turn. */
    Mono<Void> work(List<Job> unit) {
        if (unit.get(0) instanceof Replay replay) {
            return within(replay.tenure(), replays.of(replay));
        }
        return unit.size() == 1 ? one((Entry) unit.get(0)) : many(unit);
    }

    /** What its handler does at once costs no operator. */
    private Mono<Void> one(Entry entry) {
        Tenure tenure = entry.tenure();
        if (!tenure.begin()) {
            return Mono.empty();
        }
        Mono<Void> work = decided(entry);
        if (work == Mono.<Void>empty()) {
            tenure.end();
            return work;
        }
        return within(tenure, work).doFinally(end -> tenure.end());
    }

    private Mono<Void> decided(Entry entry) {
        Tenure tenure = entry.tenure();
        Delivery delivery = entry.delivery();
        if (tenure.aside().blocks(delivery)) {
            return parking.behind(tenure, delivery, () -> done(entry));
        }
        MalformedDataException malformed = delivery.failure();
        if (malformed != null) {
            return parking.exhausted(tenure, delivery, malformed, 1, () -> done(entry));
        }
        Mono<Void> first = handled(entry);
        return first == Mono.<Void>empty()
                ? first
                : retries.of(
                        tenure,
                        delivery,
                        first,
                        () -> handled(entry),
                        (failure, attempts) ->
                                parking.exhausted(tenure, delivery, failure, attempts, () -> done(entry)));
    }

    /** One attempt, begun now. */
    private Mono<Void> handled(Entry entry) {
        return handled(entry.tenure(), List.of(entry.delivery().commit()), entry.checkpoint(), () -> done(entry));
    }

    /** What stands still is set behind first; the others are handed out together, and one by one when that fails. */
    private Mono<Void> many(List<Job> unit) {
        List<Entry> still = new ArrayList<>();
        List<Entry> together = new ArrayList<>();
        boolean decodable = true;
        for (Job job : unit) {
            Entry entry = (Entry) job;
            if (entry.tenure().holds()) {
                decodable &= entry.delivery().isDecodable();
                (entry.tenure().aside().blocks(entry.delivery()) ? still : together).add(entry);
            }
        }
        Mono<Void> rest = decodable && together.size() > 1 ? Mono.defer(() -> shared(together)) : oneByOne(together);
        return still.isEmpty() ? rest : oneByOne(still).then(rest);
    }

    /** In a transaction they are all of one slice; otherwise a batch may be at work in several. */
    private Mono<Void> shared(List<Entry> entries) {
        List<Entry> begun =
                entries.stream().filter(entry -> entry.tenure().begin()).toList();
        if (begun.isEmpty()) {
            return Mono.empty();
        }
        Tenure tenure = begun.get(0).tenure();
        return within(tenure, handled(begun))
                .doFinally(end -> begun.forEach(entry -> entry.tenure().end()))
                .onErrorResume(failure -> oneByOne(begun));
    }

    private Mono<Void> oneByOne(List<Entry> entries) {
        return Flux.fromIterable(entries).concatMap(this::one, 0).then();
    }

    private Mono<Void> handled(List<Entry> entries) {
        List<Commit> commits =
                entries.stream().map(entry -> entry.delivery().commit()).toList();
        Entry last = entries.get(entries.size() - 1);
        return handled(last.tenure(), commits, last.checkpoint(), () -> entries.forEach(this::done));
    }

    private Mono<Void> handled(Tenure tenure, List<Commit> commits, long last, Runnable done) {
        Mono<Void> handled = handling.transactional()
                ? transaction(tenure, commits, last)
                : handling.work().handle(commits, Durable.NOTHING);
        if (handled == Mono.<Void>empty()) {
            done.run();
            return handled;
        }
        return handled.doOnSuccess(nothing -> done.run());
    }

    /**
     * Once, whatever happens: the position is changed in the handler's transaction. When it is not as it was known, or the answer to the
     * commit was lost, the stored position tells whether this has happened.
     */
    private Mono<Void> transaction(Tenure tenure, List<Commit> commits, long last) {
        Cell<Position> position = tenure.position();
        Mono<Void> again = Mono.defer(() -> position.refresh()
                .flatMap(now -> now.checkpoint() >= last ? Mono.empty() : transaction(tenure, commits, last)));
        return Failure.outlasted(
                handling.together(commits, position, now -> now.advancedTo(last), again),
                "the transaction of " + commits.size() + " commits",
                signals,
                settings);
    }

    /** Ends without a word when the tenure does. */
    private static Mono<Void> within(Tenure tenure, Mono<Void> work) {
        return work.takeUntilOther(tenure.lost()).onErrorResume(LeaseLostException.class, lost -> {
            tenure.lose();
            return Mono.empty();
        });
    }

    private void done(Entry entry) {
        room.free(entry.tenure().done(entry));
    }
}
