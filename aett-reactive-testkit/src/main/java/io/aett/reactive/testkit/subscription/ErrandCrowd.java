package io.aett.reactive.testkit.subscription;

import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.Commit;
import io.aett.reactive.EventStore;
import io.aett.reactive.domain.AggregateRepository;
import io.aett.reactive.domain.DefaultAggregateRepository;
import io.aett.reactive.process.CommandRelay;
import io.aett.reactive.process.SagaRunner;
import io.aett.reactive.subscription.Subscription;
import io.aett.reactive.testkit.domain.Account;
import io.aett.reactive.testkit.domain.Errand;
import io.aett.reactive.testkit.domain.Errand.Asked;
import io.aett.reactive.testkit.domain.Errand.Task;
import io.aett.reactive.testkit.domain.Errand.Timed;
import io.aett.reactive.testkit.domain.Errand.Told;
import io.aett.reactive.testkit.domain.Errand.Untimed;
import io.aett.reactive.testkit.support.Await;
import io.aett.reactive.testkit.support.Recorder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import reactor.core.publisher.Flux;

/**
 * Many errands with ten commands and a timer each, and what must have come of them, whoever did it and how often. Of three errands one has a timer,
 * one sets it again, and one takes it back.
 */
public final class ErrandCrowd implements AutoCloseable {

    /** The runner's name. */
    public static final String RUNNER = "errands";

    /** The relay's name. */
    public static final String RELAY = "tasks";

    private static final String TENANT = "tenant";
    private static final List<Integer> TASKS =
            IntStream.rangeClosed(1, 10).boxed().toList();
    private static final int FIRST = 100;
    private static final int AGAIN = 200;
    private static final int TOLD_AT_ONCE = 20;

    private final EventStore store;
    private final int errands;
    private final Recorder<Commit> log;

    /** So many, in an empty store. */
    public ErrandCrowd(EventStore store, int errands) {
        this.store = store;
        this.errands = errands;
        this.log = Recorder.of(store.management().follow(0));
    }

    /** Has them begin. Their timers are due from now on, one after the other. */
    public void tell() {
        Instant now = Instant.now();
        Await.done(Flux.range(0, errands)
                .buffer(TOLD_AT_ONCE)
                .flatMap(
                        some -> store.commits()
                                .commit(commit(
                                        "source-" + some.get(0),
                                        some.stream()
                                                .flatMap(errand -> told(errand, now).stream())
                                                .toList())),
                        16)
                .then());
    }

    private static Commit commit(String stream, List<Told> told) {
        Commit.Builder builder = Commit.builder()
                .tenantId(TENANT)
                .streamId(stream)
                .commitSequence(1)
                .streamRevision(told.size());
        told.forEach(builder::event);
        return builder.build();
    }

    private static List<Told> told(int number, Instant now) {
        String errand = "e" + number;
        Instant soon = now.plusMillis(number % 5000);
        Instant late = now.plus(Duration.ofHours(1));
        Told asked = new Asked(errand, TASKS);
        return switch (number % 3) {
            case 0 -> List.of(asked, new Timed(errand, "t", soon, FIRST));
            case 1 -> List.of(new Timed(errand, "t", late, FIRST), asked, new Timed(errand, "t", soon, AGAIN));
            default -> List.of(new Timed(errand, "t", late, FIRST), asked, new Untimed(errand, "t"));
        };
    }

    /** What its timer adds. */
    private static List<Integer> timed(int number) {
        return switch (number % 3) {
            case 0 -> List.of(FIRST);
            case 1 -> List.of(AGAIN);
            default -> List.of();
        };
    }

    /** A runner of them, without a handler of its own. */
    public static SagaRunner runner(EventStore store, UnaryOperator<Subscription.Builder> options) {
        return SagaRunner.builder(RUNNER, TENANT, store)
                .saga(Errand.class)
                .on(Told.class, told -> "saga-" + told.errand())
                .subscription(options)
                .build();
    }

    /** A relay that adds amounts to accounts, each once. */
    public static CommandRelay relay(EventStore store, UnaryOperator<Subscription.Builder> options) {
        AggregateRepository accounts = DefaultAggregateRepository.create(TENANT, store);
        return CommandRelay.builder(RELAY, store)
                .on(
                        Task.class,
                        (task, context) -> accounts.update(
                                Account.class,
                                "account-" + task.errand(),
                                context.commandId(),
                                account -> account.add(task.amount())))
                .subscription(options)
                .build();
    }

    /** How many commits there are when all is done. */
    private int commits() {
        int commits = (errands + TOLD_AT_ONCE - 1) / TOLD_AT_ONCE;
        for (int errand = 0; errand < errands; errand++) {
            commits += told(errand, Instant.EPOCH).size()
                    + TASKS.size()
                    + 2 * timed(errand).size();
        }
        return commits;
    }

    /** Waits until this part of the work is done, from 0 to 1. */
    public void awaitDone(double part, Supplier<String> story) {
        int count = (int) Math.ceil(part * commits());
        Await.until(
                () -> count + " commits of " + commits() + ", but there are " + log.count() + "; " + story.get(),
                () -> log.count() >= count);
    }

    /** Each command and each timer had its effect once, in order, and nothing else came of it. */
    public void check() {
        Map<String, List<Integer>> added = new HashMap<>();
        for (Commit commit : log.values()) {
            commit.events().forEach(event -> {
                if (event.body() instanceof Account.Added one) {
                    added.computeIfAbsent(commit.streamId(), account -> new ArrayList<>())
                            .add(one.amount());
                }
            });
            if (commit.headers().get("FiredTimer") instanceof Map<?, ?> timer) {
                assertThat(commit.commitStamp().plusNanos(1000))
                        .isAfterOrEqualTo(Instant.parse((String) timer.get("due")));
            }
        }
        assertThat(added).hasSize(errands);
        for (int errand = 0; errand < errands; errand++) {
            String account = "account-e" + errand;
            assertThat(added.get(account))
                    .as(account)
                    .filteredOn(amount -> amount < FIRST)
                    .isEqualTo(TASKS);
            assertThat(added.get(account))
                    .as(account)
                    .filteredOn(amount -> amount >= FIRST)
                    .isEqualTo(timed(errand));
        }
        assertThat(log.count()).isEqualTo(commits());
        assertThat(Await.all(relay(store, options -> options).pendingTimers())).isEmpty();
    }

    @Override
    public void close() {
        log.cancel();
    }
}
