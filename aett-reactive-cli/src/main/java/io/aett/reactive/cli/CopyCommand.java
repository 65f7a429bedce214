package io.aett.reactive.cli;

import io.aett.reactive.EventStore;
import io.aett.reactive.cli.copy.Comparison;
import io.aett.reactive.cli.copy.Copier.Copied;
import io.aett.reactive.cli.copy.SnapshotCopy;
import io.aett.reactive.cli.copy.Source;
import io.aett.reactive.cli.kit.BadInputException;
import io.aett.reactive.cli.python.Findings;
import io.aett.reactive.cli.python.PythonPlace;
import io.aett.reactive.cli.python.PythonSource;
import io.aett.reactive.cli.store.StorePlace;
import io.aett.reactive.cli.store.StorePlaces;
import io.aett.reactive.subscription.SubscriptionStatus;
import io.aett.reactive.subscription.Subscriptions;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
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
            description = {
                "The store that is read. Nothing is written to it that reading does not write.",
                "python:ADDRESS is what version 2 of the library aett for Python stored there."
            })
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
        String url = StorePlaces.url(from, aett().environment());
        if (PythonPlace.isMeant(url)) {
            return fromPython(PythonPlace.of(url, aett().environment()), aett().place(to));
        }
        StorePlace source = aett().place(url);
        StorePlace target = aett().place(to);
        if (source.name().equals(target.name())) {
            throw new BadInputException("both are " + source.name() + "; give two stores");
        }
        return source.with(store -> target.with(copy -> copy.management()
                .initialize()
                .then(store.management().head())
                .flatMap(head -> {
                    Source commits = place -> store.management().getFrom(place);
                    Copying copying = new Copying(terminal(), commits, source.name(), copy, target.name());
                    return copying.copied(concurrency, again, head)
                            .flatMap(done -> completed(copying, store, copy, target, done));
                })));
    }

    private Mono<Integer> completed(
            Copying copying, EventStore store, EventStore copy, StorePlace target, Copied done) {
        Mono<Long> more = snapshots
                ? SnapshotCopy.run(store, copy, done.place())
                        .doOnNext(count -> copying.say("copied the newest snapshots of %,d streams", count))
                : Mono.just(0L);
        return more.then(Mono.defer(() -> Subscriptions.of(store).list().collectList()))
                .flatMap(subscriptions -> uncompared
                        ? Mono.fromSupplier(() -> {
                            tell(copying, target);
                            return 0;
                        })
                        : compared(copying, target, done, subscriptions));
    }

    private Mono<Integer> compared(
            Copying copying, StorePlace target, Copied done, List<SubscriptionStatus> subscriptions) {
        return copying.compared(
                        done,
                        subscriptions.stream()
                                .map(SubscriptionStatus::checkpoint)
                                .toList())
                .map(result -> {
                    tell(copying, target);
                    if (result.elsewhere() == 0) {
                        subscriptions.forEach(one ->
                                tell(copying, one, target, result.places().getOrDefault(one.checkpoint(), 0L)));
                    }
                    return code(result, concurrency == 1);
                });
    }

    private static int code(Comparison.Result result, boolean ordered) {
        return result.isWhole() && (result.elsewhere() == 0 || !ordered) ? 0 : Aett.FOUND;
    }

    private void tell(Copying copying, StorePlace target) {
        copying.say(
                "not copied: checkpoints, which %s numbers anew, and states, such as those of subscriptions",
                target.name());
        if (!snapshots) {
            copying.say("not copied: snapshots; --snapshots copies the newest of each stream");
        }
    }

    private static void tell(Copying copying, SubscriptionStatus subscription, StorePlace target, long place) {
        copying.say(
                "subscription %s is at checkpoint %d; in %s that is %d: begin it with StartFrom.checkpoint(%d)",
                subscription.name(), subscription.checkpoint(), target.name(), place, place);
    }

    private Mono<Integer> fromPython(PythonPlace from, StorePlace target) {
        if (snapshots) {
            throw new BadInputException("snapshots of the Python library cannot be copied; leave out --snapshots");
        }
        return from.with(store ->
                target.with(copy -> copy.management().initialize().then(Mono.defer(() -> {
                    AtomicReference<Findings> findings = new AtomicReference<>();
                    PythonSource source = new PythonSource(from, store, found -> findings.compareAndSet(null, found));
                    Copying copying = new Copying(terminal(), source, from.name(), copy, target.name());
                    return copying.copied(concurrency, again, -1)
                            .flatMap(done -> uncompared
                                    ? Mono.just(0)
                                    : copying.compared(done, List.of())
                                            .map(result -> code(result, concurrency == 1 && from.isOrdered())))
                            .flatMap(code -> source.snapshots()
                                    .map(count ->
                                            tell(copying, from, target, Objects.requireNonNull(findings.get()), count)
                                                    ? code
                                                    : Aett.FOUND));
                }))));
    }

    /** False if a commit was left out. */
    private static boolean tell(
            Copying copying, PythonPlace from, StorePlace target, Findings findings, long snapshots) {
        findings.changed().forEach(line -> copying.say("changed: %s", line));
        findings.leftOut().forEach(line -> copying.say("not copied: %s", line));
        if (findings.plainCommands() > 0) {
            copying.say(
                    "%,d commits have commands of sagas without a topic, which stay plain headers",
                    findings.plainCommands());
        }
        if (!from.isOrdered()) {
            copying.say("%s has no order between streams: they are in the order of the seconds of stamps", from.name());
        }
        copying.say("not copied: checkpoints, which %s numbers anew", target.name());
        copying.say("not copied: %,d snapshots, which only the Python library can read", snapshots);
        if (findings.commits() > 0) {
            copying.say(
                    "not copied: %,d commits in all; after a repair in the source, copy into an empty store, or with --again",
                    findings.commits());
        }
        return findings.commits() == 0;
    }
}
