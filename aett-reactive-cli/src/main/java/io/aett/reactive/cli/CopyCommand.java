package io.aett.reactive.cli;

import io.aett.reactive.EventStore;
import io.aett.reactive.cli.copy.Comparison;
import io.aett.reactive.cli.copy.Copier;
import io.aett.reactive.cli.copy.Copier.Copied;
import io.aett.reactive.cli.copy.SnapshotCopy;
import io.aett.reactive.cli.copy.Source;
import io.aett.reactive.cli.kit.BadInputException;
import io.aett.reactive.cli.kit.Progress;
import io.aett.reactive.cli.kit.Text;
import io.aett.reactive.cli.store.StorePlace;
import io.aett.reactive.subscription.SubscriptionStatus;
import io.aett.reactive.subscription.Subscriptions;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import reactor.core.publisher.Mono;

@Command(
        name = "copy",
        description = {
            "Copy a store into another one, of any kind, and compare both.",
            "Kept: tenants, streams, numbers, commit ids, stamps, the order of all, every byte of headers and events.",
            "Not kept: checkpoints (numbered anew), states (positions of subscriptions, projections), and snapshots",
            "without --snapshots. May be ended and begun again anywhere; a later run copies what is new."
        },
        sortOptions = false)
final class CopyCommand extends AettCommand {

    @Parameters(
            index = "0",
            paramLabel = "FROM",
            description = "The store that is read. Nothing is written to it that reading does not write.")
    private String from = "";

    @Parameters(index = "1", paramLabel = "TO", description = "The store that is written to; made ready if it is not.")
    private String to = "";

    @Option(names = "--snapshots", description = "Copy the newest snapshot of each stream, too.")
    private boolean snapshots;

    @Option(
            names = "--concurrency",
            paramLabel = "N",
            description = {
                "How many commits may be under way at once. More than one is faster, keeps the order of each stream, and",
                "not that between streams. Default: 1."
            })
    private int concurrency = 1;

    @Option(names = "--again", description = "Begin at the beginning, wherever an earlier run has come to.")
    private boolean again;

    @Option(names = "--no-comparison", description = "Do not compare the stores afterwards.")
    private boolean uncompared;

    CopyCommand(Aett aett) {
        super(aett);
    }

    @Override
    Mono<Integer> work() {
        if (concurrency < 1 || concurrency > 1000) {
            throw new BadInputException("--concurrency must be between 1 and 1000");
        }
        StorePlace source = aett().place(from);
        StorePlace target = aett().place(to);
        if (source.name().equals(target.name())) {
            throw new BadInputException("both are " + source.name() + "; give two stores");
        }
        return source.with(store -> target.with(copy -> copy.management()
                .initialize()
                .then(store.management().head())
                .flatMap(head -> copied(store, source, copy, target, head)
                        .flatMap(done -> completed(store, source, copy, target, done)))));
    }

    private Mono<Copied> copied(EventStore store, StorePlace source, EventStore copy, StorePlace target, long head) {
        Copier copier = new Copier(from(store), source.name(), copy, concurrency);
        return (again ? Mono.just(0L) : copier.reached())
                .flatMap(reached -> Progress.shown(
                        () -> terminal().progress("copying", head), bar -> copier.run(reached, bar::stepTo)))
                .doOnNext(done -> say(
                        "copied %,d commits from %s to %s; %,d were there already",
                        done.stored(), source.name(), target.name(), done.found()));
    }

    private static Source from(EventStore store) {
        return place -> store.management().getFrom(place);
    }

    private Mono<Integer> completed(
            EventStore store, StorePlace source, EventStore copy, StorePlace target, Copied done) {
        Mono<Long> more = snapshots
                ? SnapshotCopy.run(store, copy, done.place())
                        .doOnNext(count -> say("copied the newest snapshots of %,d streams", count))
                : Mono.just(0L);
        return more.then(Mono.defer(() -> Subscriptions.of(store).list().collectList()))
                .flatMap(subscriptions -> uncompared
                        ? Mono.fromSupplier(() -> {
                            tell(target);
                            return 0;
                        })
                        : compared(store, source, copy, target, done, subscriptions));
    }

    private Mono<Integer> compared(
            EventStore store,
            StorePlace source,
            EventStore copy,
            StorePlace target,
            Copied done,
            List<SubscriptionStatus> subscriptions) {
        Comparison comparison = new Comparison(
                from(store),
                copy,
                subscriptions.stream().map(SubscriptionStatus::checkpoint).toList(),
                difference -> say("%s", difference));
        return Progress.shown(
                        () -> terminal().progress("comparing", done.place()),
                        bar -> comparison.run(done.place(), bar::stepTo))
                .map(result -> {
                    say(
                            "compared %,d commits: %,d the same, %,d different, %,d missing, %,d elsewhere in the order",
                            result.same() + result.different() + result.missing(),
                            result.same(),
                            result.different(),
                            result.missing(),
                            result.elsewhere());
                    if (result.others()) {
                        say("%s also has commits that are not in %s", target.name(), source.name());
                    }
                    tell(target);
                    if (result.elsewhere() == 0) {
                        subscriptions.forEach(
                                one -> tell(one, target, result.places().getOrDefault(one.checkpoint(), 0L)));
                    }
                    return result.isWhole() && (result.elsewhere() == 0 || concurrency > 1) ? 0 : Aett.FOUND;
                });
    }

    private void tell(StorePlace target) {
        say(
                "not copied: checkpoints, which %s numbers anew, and states, such as those of subscriptions",
                target.name());
        if (!snapshots) {
            say("not copied: snapshots; --snapshots copies the newest of each stream");
        }
    }

    private void tell(SubscriptionStatus subscription, StorePlace target, long place) {
        say(
                "subscription %s is at checkpoint %d; in %s that is %d: begin it with StartFrom.checkpoint(%d)",
                subscription.name(), subscription.checkpoint(), target.name(), place, place);
    }

    private void say(String format, Object... values) {
        out().println(Text.printable(String.format(Locale.ROOT, format, values)));
        out().flush();
    }
}
