package io.aett.reactive.cli.kit;

import io.aett.reactive.EventStore;
import io.aett.reactive.subscription.ParkedCommit;
import io.aett.reactive.subscription.StartFrom;
import io.aett.reactive.subscription.SubscriptionStatus;
import io.aett.reactive.subscription.Subscriptions;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import reactor.core.publisher.Mono;

/**
 * Shows and controls the subscriptions of a store, and prints what it did. None of them needs to run, nor to stand still.
 *
 * <p>All publishers are cold. What the user asked for and cannot be is a {@link BadInputException}.
 */
public final class SubscriptionDesk {

    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm", Locale.ROOT);

    private final String program;
    private final EventStore store;
    private final Subscriptions subscriptions;
    private final PrintWriter out;

    /**
     * Of this store.
     *
     * @param program how messages call the program whose other commands they name
     */
    public SubscriptionDesk(String program, EventStore store, PrintWriter out) {
        this.program = program;
        this.store = store;
        this.subscriptions = Subscriptions.of(store);
        this.out = out;
    }

    /** Prints how all of them are; {@code none} if there are none. */
    public Mono<Void> list(String none) {
        return subscriptions
                .list()
                .collectList()
                .doOnNext(all -> print(all, none))
                .then();
    }

    private void print(List<SubscriptionStatus> all, String none) {
        if (all.isEmpty()) {
            out.println(none);
            return;
        }
        Table table = new Table("NAME", "STATE", "CHECKPOINT", "HEAD", "LAG", "PARKED", "LAST ERROR");
        for (SubscriptionStatus one : all) {
            String error = one.lastError();
            table.row(
                    one.name(),
                    one.state().name().toLowerCase(Locale.ROOT),
                    one.checkpoint(),
                    one.head(),
                    age(one.lag()),
                    one.parked(),
                    error == null ? "-" : error);
        }
        table.print(out);
    }

    /** In the largest unit of which there are two. */
    private static String age(Duration lag) {
        if (lag.toDays() >= 2) {
            return lag.toDays() + " d";
        }
        if (lag.toHours() >= 2) {
            return lag.toHours() + " h";
        }
        return lag.toMinutes() >= 2 ? lag.toMinutes() + " min" : lag.toSeconds() + " s";
    }

    /** Has nothing handed out until it is resumed. */
    public Mono<Void> pause(String name) {
        return subscriptions
                .pause(name)
                .doOnSuccess(done -> say(name + " is paused; " + program + " resume lets it go on"));
    }

    /** Lets it go on where it was. */
    public Mono<Void> resume(String name) {
        return subscriptions.resume(name).doOnSuccess(done -> say(name + " goes on wherever it is run"));
    }

    /** Lets it begin again from there. */
    public Mono<Void> reset(String name, StartFrom place) {
        return Places.within(store, place)
                .flatMap(known -> subscriptions.reset(name, known))
                .then(Mono.defer(() -> subscriptions.status(name)))
                .doOnNext(status -> say(String.format(
                        Locale.ROOT,
                        "%s goes on behind checkpoint %,d of %,d",
                        name,
                        status.checkpoint(),
                        status.head())))
                .then();
    }

    /** Prints what is set aside, and why. */
    public Mono<Void> parked(String name) {
        return subscriptions
                .parked(name)
                .collectList()
                .doOnNext(parked -> print(name, parked))
                .then();
    }

    private void print(String name, List<ParkedCommit> parked) {
        if (parked.isEmpty()) {
            say("nothing of " + name + " is parked");
            return;
        }
        Table table = new Table("CHECKPOINT", "TENANT", "STREAM", "COMMIT", "TRIED", "SINCE", "WHY");
        for (ParkedCommit one : parked) {
            table.row(
                    one.checkpoint(),
                    one.tenantId(),
                    one.streamId(),
                    one.commitSequence(),
                    one.attempts(),
                    minute(one.parkedAt()),
                    one.error() == null ? "waits behind the one before" : one.error() + ": " + one.message());
        }
        table.print(out);
    }

    private static String minute(Instant time) {
        return MINUTE.format(time.atOffset(ZoneOffset.UTC));
    }

    /**
     * Has what is set aside handed out again.
     *
     * @param what a tenant and a stream; or nothing, or {@code all}, for all
     */
    public Mono<Void> replay(String name, List<String> what) {
        return Mono.defer(() -> {
            requireStreamOrAll(what);
            return subscriptions
                    .parked(name)
                    .filter(parked -> isAll(what) || what.equals(List.of(parked.tenantId(), parked.streamId())))
                    .distinct(parked -> List.of(parked.tenantId(), parked.streamId()))
                    .concatMap(parked -> subscriptions.replay(parked).thenReturn(parked))
                    .count()
                    .doOnNext(streams -> tell(name, what, streams))
                    .then();
        });
    }

    /** Refuses anything else than a tenant and a stream, nothing, or {@code all}. */
    public static void requireStreamOrAll(List<String> what) {
        if (what.size() != 2 && !isAll(what)) {
            throw new BadInputException("write replay NAME TENANT STREAM, or replay NAME all");
        }
    }

    private static boolean isAll(List<String> what) {
        return what.isEmpty() || what.equals(List.of("all"));
    }

    private void tell(String name, List<String> what, long streams) {
        if (streams == 0 && !isAll(what)) {
            throw new BadInputException("nothing of stream " + what.get(1) + " of tenant " + what.get(0)
                    + " is parked; " + program + " parked " + name + " shows what is");
        }
        say(
                streams == 0
                        ? "nothing of " + name + " is parked"
                        : "the parked commits of " + streams + (streams == 1 ? " stream" : " streams")
                                + " will be handed to " + name + " again");
    }

    /** Gives one commit up that is set aside. */
    public Mono<Void> discard(String name, long checkpoint) {
        return subscriptions
                .parked(name)
                .filter(parked -> parked.checkpoint() == checkpoint)
                .next()
                .switchIfEmpty(Mono.error(() -> new BadInputException("no parked commit of " + name + " has checkpoint "
                        + checkpoint + "; " + program + " parked " + name + " shows them")))
                .flatMap(parked -> subscriptions
                        .discard(parked)
                        .doOnSuccess(done -> say("commit " + parked.commitSequence() + " of stream " + parked.streamId()
                                + " is given up")));
    }

    private void say(String line) {
        out.println(Text.printable(line));
    }
}
