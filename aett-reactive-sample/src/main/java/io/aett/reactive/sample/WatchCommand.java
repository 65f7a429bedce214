package io.aett.reactive.sample;

import io.aett.reactive.Commit;
import io.aett.reactive.cli.kit.BadInputException;
import io.aett.reactive.cli.kit.Places;
import io.aett.reactive.sample.git.GitHistory;
import io.aett.reactive.sample.model.FileEvent;
import io.aett.reactive.sample.store.StoreKinds;
import io.aett.reactive.subscription.StartFrom;
import io.aett.reactive.subscription.Subscription;
import io.aett.reactive.subscription.SubscriptionNotFoundException;
import io.aett.reactive.subscription.SubscriptionStatus;
import io.aett.reactive.subscription.SubscriptionStatus.State;
import io.aett.reactive.subscription.Subscriptions;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;

@Command(
        name = "watch",
        description = {
            "Print changes as they come into the store, until you press Ctrl-C; the next watch goes on from there.",
            "The memory store gets what is committed to the repository meanwhile."
        },
        sortOptions = false)
final class WatchCommand extends SampleCommand {

    /** A watch that was killed is soon replaced. */
    private static final Duration LEASE = Duration.ofSeconds(3);

    private static final Duration LOOK_AT_GIT_EVERY = Duration.ofSeconds(1);

    @Option(names = "--all", description = "Begin with the first change: the same as --from beginning.")
    private boolean all;

    @Option(
            names = "--from",
            paramLabel = "PLACE",
            description = {
                "Begin there: beginning, end, a checkpoint, or a time.",
                "Default: where the last watch ended; the end, if there was none."
            })
    private @Nullable String from;

    @Option(
            names = "--name",
            paramLabel = "NAME",
            defaultValue = "watch",
            description = "What remembers where it ended; two watches at once need two. Default: ${DEFAULT-VALUE}.")
    private String name = "";

    @Option(
            names = {"-n", "--limit"},
            paramLabel = "N",
            description = "End after so many changes.")
    private long limit = Long.MAX_VALUE;

    WatchCommand(StoreKinds kinds, boolean terminal) {
        super(kinds, terminal);
    }

    @Override
    public Integer call() {
        if (limit < 1) {
            throw new BadInputException("--limit must be at least 1, but is " + limit);
        }
        if (!name.matches("[A-Za-z0-9._-]{1,40}")) {
            throw new BadInputException("--name must be 1 to 40 letters, digits, dots, dashes or underscores");
        }
        if (all && from != null) {
            throw new BadInputException("--all and --from say two things; choose one");
        }
        place();
        return super.call();
    }

    private Optional<StartFrom> place() {
        return Optional.ofNullable(all ? "beginning" : from).map(Places::parse);
    }

    @Override
    Mono<Integer> work(Workspace workspace) {
        Mono<Void> before =
                workspace.kind().keepsData() ? Mono.empty() : imports(workspace).then();
        return before.then(Mono.defer(() -> start(workspace)))
                .flatMap(start -> watch(workspace, start))
                .thenReturn(0);
    }

    /** One lane, so that changes are printed in their order. */
    private Mono<Void> watch(Workspace workspace, StartFrom start) {
        AtomicLong left = new AtomicLong(limit);
        Sinks.Empty<Void> enough = Sinks.empty();
        Subscription changes = Subscription.builder(
                        workspace.tenant().subscription(name),
                        workspace.tenant().store())
                .startFrom(start)
                .tenants(workspace.tenant().id())
                .events(FileEvent.class)
                .concurrency(1)
                .leaseTime(LEASE)
                .onCommit(commit -> Mono.fromRunnable(() -> {
                    print(commit, left);
                    if (left.get() <= 0) {
                        enough.tryEmitEmpty();
                    }
                }))
                .build();
        return changes.runUntil(Mono.firstWithSignal(enough.asMono(), imports(workspace, workspace.history())));
    }

    private void print(Commit commit, AtomicLong left) {
        lines(commit).forEach(line -> {
            if (left.getAndDecrement() > 0) {
                out().println(line);
                out().flush();
            }
        });
    }

    /** Where it begins if it never ran; if it did and is to begin elsewhere, it is set back. */
    private Mono<StartFrom> start(Workspace workspace) {
        Subscriptions subscriptions = Subscriptions.of(workspace.tenant().store());
        String subscription = workspace.tenant().subscription(name);
        Mono<StartFrom> start = place().map(place -> Places.within(
                                workspace.tenant().store(), place)
                        .flatMap(known -> subscriptions
                                .reset(subscription, known)
                                .onErrorResume(SubscriptionNotFoundException.class, first -> Mono.empty())
                                .thenReturn(known)))
                .orElseGet(() -> Mono.just(StartFrom.end()));
        return start.flatMap(known -> subscriptions
                .status(subscription)
                .doOnNext(status -> tell(workspace, status))
                .onErrorResume(SubscriptionNotFoundException.class, first -> {
                    say(
                            "watching %s, branch %s, as %s for the first time; Ctrl-C ends",
                            workspace.git().location(), workspace.history().branch(), subscription);
                    return Mono.empty();
                })
                .thenReturn(known));
    }

    private void tell(Workspace workspace, SubscriptionStatus status) {
        say(
                "watching %s, branch %s, as %s, on behind checkpoint %,d of %,d; Ctrl-C ends",
                workspace.git().location(),
                workspace.history().branch(),
                status.name(),
                status.checkpoint(),
                status.head());
        if (status.state() == State.PAUSED) {
            say("%s is paused: nothing is printed until ./sample resume %s", status.name(), status.name());
        } else if (status.state() == State.RUNNING) {
            say("another one watches as %s: this one goes on when that one ends; --name makes it one of its own", name);
        }
    }

    private void say(String format, Object... values) {
        err().println(String.format(Locale.ROOT, format, values));
        err().flush();
    }

    /** For a store that nobody else can write to: imports whatever comes, without end. */
    private Mono<Void> imports(Workspace workspace, GitHistory last) {
        return workspace.kind().keepsData()
                ? Mono.never()
                : Mono.just(last).expand(now -> next(workspace, now)).then();
    }

    private Mono<GitHistory> next(Workspace workspace, GitHistory last) {
        return Mono.delay(LOOK_AT_GIT_EVERY, Schedulers.boundedElastic())
                .then(Mono.defer(
                        () -> workspace.git().head().equals(last.head()) ? Mono.just(last) : importNew(workspace)));
    }

    private Mono<GitHistory> importNew(Workspace workspace) {
        GitHistory now = workspace.git().history();
        return imports(new Workspace(workspace.git(), now, workspace.tenant(), workspace.kind()))
                .thenReturn(now);
    }

    private static List<String> lines(Commit commit) {
        return commit.events().stream()
                .flatMap(event -> event.body() instanceof FileEvent file ? Stream.of(Lines.of(file)) : Stream.empty())
                .toList();
    }
}
