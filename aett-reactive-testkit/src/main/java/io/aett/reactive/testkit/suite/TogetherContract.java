package io.aett.reactive.testkit.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.aett.reactive.Commit;
import io.aett.reactive.EventStore;
import io.aett.reactive.InvalidCommitException;
import io.aett.reactive.domain.AggregateRepository;
import io.aett.reactive.domain.Correlation;
import io.aett.reactive.domain.DeciderRepository;
import io.aett.reactive.domain.Decision;
import io.aett.reactive.domain.DefaultAggregateRepository;
import io.aett.reactive.domain.DefaultSagaRepository;
import io.aett.reactive.domain.Saga;
import io.aett.reactive.domain.SagaCommand;
import io.aett.reactive.domain.SagaRepository;
import io.aett.reactive.domain.UpdateOptions;
import io.aett.reactive.domain.Updated;
import io.aett.reactive.testkit.EventStoreFixture;
import io.aett.reactive.testkit.domain.Account;
import io.aett.reactive.testkit.domain.Account.Added;
import io.aett.reactive.testkit.domain.Account.Balance;
import io.aett.reactive.testkit.domain.Delivery;
import io.aett.reactive.testkit.domain.Delivery.Ordered;
import io.aett.reactive.testkit.domain.Delivery.Send;
import io.aett.reactive.testkit.domain.InterposedStore;
import io.aett.reactive.testkit.domain.Purse;
import io.aett.reactive.testkit.support.Await;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** A13: updates of one id that wait while another one is stored. */
public abstract class TogetherContract extends ContractSuite<EventStoreFixture> {

    private static final UUID ID = UUID.fromString("7e57ab1e-0000-4000-8000-000000000002");
    private static final int MANY = 64;

    private final Sinks.Empty<Void> gate = Sinks.empty();

    private EventStore held() {
        return InterposedStore.holding(store(), gate.asMono());
    }

    private static AggregateRepository accounts(EventStore store) {
        return DefaultAggregateRepository.create(TENANT, store);
    }

    private static Mono<Updated<Account, Long>> add(AggregateRepository through, UpdateOptions options, int amount) {
        return through.update(
                Account.class, STREAM, options, account -> account.add(amount).total());
    }

    private static Mono<Updated<Account, Long>> add(AggregateRepository through, int amount) {
        return add(through, UpdateOptions.ofDefaults(), amount);
    }

    /** All begin now, in order; the first is stored when the gate opens. */
    private static <T> List<CompletableFuture<T>> begin(List<Mono<T>> all) {
        return all.stream().map(Mono::toFuture).toList();
    }

    private static <T> T value(CompletableFuture<T> begun) {
        return Await.value(Mono.fromFuture(begun));
    }

    private List<List<Integer>> amounts() {
        return read().stream()
                .map(commit -> commit.events().stream()
                        .map(event -> ((Added) event.body()).amount())
                        .toList())
                .toList();
    }

    @Test
    void those_who_wait_share_a_commit_and_each_has_his_own_result() {
        AggregateRepository accounts = accounts(held());
        List<CompletableFuture<Updated<Account, Long>>> all = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            all.add(add(accounts, 1).toFuture());
        }
        gate.tryEmitEmpty();

        assertThat(all.stream().map(begun -> value(begun).result()))
                .isEqualTo(LongStream.rangeClosed(1, MANY).boxed().toList());
        assertThat(amounts()).extracting(List::size).containsExactly(1, MANY - 1);
        assertThat(value(all.get(9)).commit()).isEqualTo(read().get(1));
        assertThat(value(all.get(9)).aggregate().total()).isEqualTo(10);
    }

    /** Two processes; each effect once, whoever wins which race. */
    @Test
    void two_processes_with_many_updates_each_lose_and_repeat_none() {
        AggregateRepository one = DefaultAggregateRepository.builder(TENANT, store())
                .maxAttempts(200)
                .build();
        AggregateRepository two = DefaultAggregateRepository.builder(TENANT, second())
                .maxAttempts(200)
                .build();

        List<Long> results = Await.all(Flux.range(0, 2 * MANY)
                .flatMap(i -> add(i % 2 == 0 ? one : two, 1 + i), 2 * MANY)
                .map(updated -> updated.aggregate().version()));

        assertThat(results.stream().sorted())
                .isEqualTo(LongStream.rangeClosed(1, 2 * MANY).boxed().toList());
        assertThat(amounts().stream().flatMap(List::stream).sorted())
                .isEqualTo(IntStream.rangeClosed(1, 2 * MANY).boxed().toList());
    }

    @Test
    void what_fails_fails_alone_be_it_the_change_or_what_it_raised() {
        AggregateRepository accounts = accounts(held());
        List<CompletableFuture<Updated<Account, Long>>> all = begin(List.of(
                add(accounts, 1),
                add(accounts, 2),
                accounts.update(Account.class, STREAM, UpdateOptions.ofDefaults(), account -> {
                    account.add(100);
                    throw new IllegalStateException("refused");
                }),
                accounts.update(Account.class, STREAM, UpdateOptions.ofDefaults(), account -> {
                    account.raiseUnstorable();
                    return 0L;
                }),
                add(accounts, 3)));
        gate.tryEmitEmpty();

        assertThat(value(all.get(4)).result()).isEqualTo(6);
        assertThat(Await.error(IllegalStateException.class, Mono.fromFuture(all.get(2))))
                .hasMessage("refused");
        Await.error(InvalidCommitException.class, Mono.fromFuture(all.get(3)));
        assertThat(amounts().stream().flatMap(List::stream)).containsExactly(1, 2, 3);
    }

    @Test
    void a_lost_answer_is_the_same_success_to_all() {
        AggregateRepository accounts = accounts(InterposedStore.losingAnswers(held(), 2, true));
        List<CompletableFuture<Updated<Account, Long>>> all =
                begin(List.of(add(accounts, 1), add(accounts, 2), add(accounts, 3)));
        gate.tryEmitEmpty();

        assertThat(all).extracting(begun -> value(begun).result()).containsExactly(1L, 3L, 6L);
        assertThat(amounts()).containsExactly(List.of(1), List.of(2, 3));
    }

    @Test
    void a_race_lost_to_another_process_is_decided_again_in_order() {
        AggregateRepository accounts = accounts(held());
        List<CompletableFuture<Updated<Account, Long>>> all =
                begin(List.of(add(accounts, 1), add(accounts, 2), add(accounts, 3)));
        Await.value(add(accounts(second()), 100));
        gate.tryEmitEmpty();

        assertThat(all).extracting(begun -> value(begun).result()).contains(103L, 106L);
        assertThat(amounts().stream().flatMap(List::stream)).containsExactly(100, 1, 2, 3);
    }

    /** A9, A10: each commit has the id and the headers that its updates asked for. */
    @Test
    void ids_and_headers_keep_commits_apart() {
        AggregateRepository accounts = accounts(held());
        UpdateOptions named = UpdateOptions.builder().commitId(ID).build();
        List<CompletableFuture<Updated<Account, Long>>> all = begin(List.of(
                add(accounts, 1),
                add(accounts, 2).contextWrite(Correlation.of("a")::writeTo),
                add(accounts, 3).contextWrite(Correlation.of("a")::writeTo),
                add(accounts, 4).contextWrite(Correlation.of("b")::writeTo),
                add(accounts, named, 5),
                add(accounts, named, 5)));
        gate.tryEmitEmpty();

        assertThat(value(all.get(5)).repeated()).isTrue();
        assertThat(value(all.get(4)).repeated()).isFalse();
        assertThat(amounts()).containsExactly(List.of(1), List.of(2, 3), List.of(4), List.of(5));
        assertThat(read().stream().map(commit -> commit.headers().get(Correlation.CORRELATION_ID)))
                .containsExactly(null, "a", "b", null);
        assertThat(read().get(3).commitId()).isEqualTo(ID);
    }

    /** A11. */
    @Test
    void decisions_of_a_decider_share_a_commit_and_each_has_its_own_events() {
        DeciderRepository<Integer, Balance, Added> purses = DeciderRepository.builder(
                        Purse.DECIDER, Added.class, TENANT, held())
                .build();
        List<CompletableFuture<Decision<Balance, Added>>> all = begin(List.of(
                purses.handle(STREAM, 5),
                purses.handle(STREAM, -3),
                purses.handle(STREAM, -3),
                purses.handle(STREAM, 1)));
        gate.tryEmitEmpty();

        assertThat(value(all.get(3)).state().total()).isEqualTo(3);
        assertThat(value(all.get(3)).events()).containsExactly(new Added(1));
        assertThat(Await.error(IllegalArgumentException.class, Mono.fromFuture(all.get(2))))
                .hasMessage("there are only 2");
        assertThat(amounts()).containsExactly(List.of(5), List.of(-3, 1));
    }

    /** A8: commands are numbered from 0 in each commit, so sagas share a load only. */
    @Test
    void sagas_have_a_commit_for_each_update() {
        SagaRepository sagas = DefaultSagaRepository.create(TENANT, held());
        List<CompletableFuture<Delivery>> all = begin(List.of(
                sagas.update(Delivery.class, STREAM, delivery -> delivery.transition(new Ordered(1))),
                sagas.update(Delivery.class, STREAM, delivery -> delivery.transition(new Ordered(2))),
                sagas.update(Delivery.class, STREAM, delivery -> delivery.transition(new Ordered(1)))));
        gate.tryEmitEmpty();

        assertThat(all).extracting(begun -> value(begun).ordered()).containsExactly(1, 3, 4);
        List<Commit> stored = read();
        assertThat(stored).hasSize(3);
        assertThat(Saga.commandsOf(stored.get(1)))
                .extracting(SagaCommand::n, SagaCommand::command)
                .containsExactly(tuple(0, new Send("parcel 1")), tuple(1, new Send("parcel 2")));
    }
}
