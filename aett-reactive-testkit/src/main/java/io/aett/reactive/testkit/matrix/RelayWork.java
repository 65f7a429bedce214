package io.aett.reactive.testkit.matrix;

import io.aett.reactive.CommitOutcomeUnknownException;
import io.aett.reactive.StorageUnavailableException;
import io.aett.reactive.domain.AggregateRepository;
import io.aett.reactive.domain.DefaultAggregateRepository;
import io.aett.reactive.domain.DefaultSagaRepository;
import io.aett.reactive.domain.SagaRepository;
import io.aett.reactive.process.CommandRelay;
import io.aett.reactive.testkit.domain.Account;
import io.aett.reactive.testkit.domain.Errand;
import io.aett.reactive.testkit.domain.Errand.Asked;
import io.aett.reactive.testkit.domain.Errand.Task;
import io.aett.reactive.testkit.subscription.Running;
import io.aett.reactive.testkit.support.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** P2: sagas dispatch commands beside the fault, and a relay on the store that it strikes hands them over: each has its effect once, in order. */
final class RelayWork implements Work {

    private static final String RELAY = "relay";
    private static final Integer[] AMOUNTS = {1, 2, 3};
    private static final int MOST_AHEAD = 12;
    private static final int ANSWERS = 40;

    private final AtomicInteger relayed = new AtomicInteger();
    private @Nullable Running running;
    private @Nullable UUID pending;
    private int told;

    @Override
    public Mono<Void> run(Trial trial) {
        return Mono.defer(() -> {
            trial.history().worker(RELAY);
            AggregateRepository accounts = DefaultAggregateRepository.create(Trial.TENANT, trial.store());
            running = Running.of(CommandRelay.builder("matrix", trial.store())
                    .on(
                            Task.class,
                            (task, context) -> trial.call(
                                            "an update",
                                            ANSWERS,
                                            accounts.update(
                                                    Account.class,
                                                    account(task.errand()),
                                                    context.commandId(),
                                                    account -> account.add(task.amount())))
                                    .doOnSuccess(done -> {
                                        relayed.incrementAndGet();
                                        trial.history().done(RELAY);
                                    }))
                    .clock(trial.clock())
                    .subscription(options -> options.leaseTime(trial.leaseTime())
                            .retry(Integer.MAX_VALUE, Duration.ofMillis(5), Duration.ofMillis(100))
                            .checkpointEvery(10, Duration.ofMillis(50)))
                    .build());
            SagaRepository sagas = DefaultSagaRepository.create(Trial.TENANT, trial.beside());
            return trial.repeat("teller", () -> pending != null, () -> tell(trial, sagas));
        });
    }

    private static String account(String errand) {
        return "account-" + errand;
    }

    /** Not far ahead of the relay; again with the same id until it is known to be stored. */
    private Mono<Boolean> tell(Trial trial, SagaRepository sagas) {
        return Mono.defer(() -> {
            if (pending == null && told * AMOUNTS.length - relayed.get() > MOST_AHEAD) {
                return Mono.just(false);
            }
            UUID id = pending == null ? trial.newId() : pending;
            pending = id;
            String errand = "e" + told;
            return trial.call(
                            "an update of a saga",
                            ANSWERS,
                            sagas.update(
                                    Errand.class,
                                    "saga-" + errand,
                                    id,
                                    saga -> saga.transition(Asked.of(errand, AMOUNTS))))
                    .map(saga -> {
                        pending = null;
                        told++;
                        return true;
                    })
                    .onErrorResume(StorageUnavailableException.class, failure -> Mono.just(false))
                    .onErrorResume(CommitOutcomeUnknownException.class, failure -> Mono.just(false));
        });
    }

    @Override
    public void settle(Trial trial) {
        Running run = running;
        if (run == null) {
            throw new IllegalStateException("did not run");
        }
        Map<String, List<Integer>> added = new HashMap<>();
        trial.await(
                () -> told + " errands to be run, but there are " + added + "; " + run,
                () -> run.failure() != null || isDone(trial, added));
        if (run.failure() != null) {
            trial.history().violated("the relay ended: " + Trial.story(run.failure()));
        }
        run.stop();
        added.clear();
        isDone(trial, added);
        added.forEach((account, amounts) -> {
            if (!amounts.equals(List.of(AMOUNTS))) {
                trial.history().violated(account + " has " + amounts);
            }
        });
    }

    private boolean isDone(Trial trial, Map<String, List<Integer>> added) {
        for (int i = 0; i < told; i++) {
            String account = account("e" + i);
            if (added.getOrDefault(account, List.of()).size() < AMOUNTS.length) {
                added.put(account, amounts(trial, account));
                if (added.get(account).size() < AMOUNTS.length) {
                    return false;
                }
            }
        }
        return true;
    }

    private static List<Integer> amounts(Trial trial, String account) {
        List<Integer> amounts = new ArrayList<>();
        Await.all(trial.judge().commits().get(Trial.TENANT, account))
                .forEach(commit ->
                        commit.events().forEach(event -> amounts.add(((Account.Added) event.body()).amount())));
        return amounts;
    }
}
