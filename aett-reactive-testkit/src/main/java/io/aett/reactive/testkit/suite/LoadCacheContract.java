package io.aett.reactive.testkit.suite;

import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.Commit;
import io.aett.reactive.EventStore;
import io.aett.reactive.domain.AggregateRepository;
import io.aett.reactive.domain.DeciderRepository;
import io.aett.reactive.domain.DefaultAggregateRepository;
import io.aett.reactive.domain.LoadCache;
import io.aett.reactive.testkit.EventStoreFixture;
import io.aett.reactive.testkit.domain.Account;
import io.aett.reactive.testkit.domain.Account.Added;
import io.aett.reactive.testkit.domain.Account.Balance;
import io.aett.reactive.testkit.domain.Purse;
import io.aett.reactive.testkit.support.Await;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A14: loads and updates that begin with a kept state. */
public abstract class LoadCacheContract extends ContractSuite<EventStoreFixture> {

    private static final int MANY = 16;

    private static LoadCache cache(boolean optimistic) {
        return optimistic ? LoadCache.optimistic(10) : LoadCache.of(10);
    }

    private static AggregateRepository accounts(EventStore store, LoadCache cache) {
        return DefaultAggregateRepository.builder(TENANT, store)
                .loadCache(cache)
                .maxAttempts(200)
                .build();
    }

    private AggregateRepository elsewhere() {
        return DefaultAggregateRepository.create(TENANT, second());
    }

    private static Mono<Account> add(AggregateRepository through, int amount) {
        return through.update(Account.class, STREAM, account -> {
            if (account.total() + amount < 0) {
                throw new IllegalArgumentException("there are only " + account.total());
            }
            account.add(amount);
        });
    }

    private static Mono<Account> load(AggregateRepository through) {
        return through.get(Account.class, STREAM);
    }

    private void isWhatIsStored(Account loaded) {
        List<Commit> stored = read();
        Account replayed = Await.value(
                load(DefaultAggregateRepository.builder(TENANT, store()).build()));
        assertThat(loaded.entries()).isEqualTo(replayed.entries());
        assertThat(loaded.total()).isEqualTo(replayed.total());
        assertThat(loaded.commitSequence()).isEqualTo(stored.size());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_kept_state_equals_a_full_replay_through_what_others_store_and_a_purge(boolean optimistic) {
        LoadCache cache = cache(optimistic);
        AggregateRepository accounts = accounts(store(), cache);
        AggregateRepository elsewhere = elsewhere();
        for (int i = 1; i <= 3; i++) {
            isWhatIsStored(Await.value(add(accounts, i)));
            isWhatIsStored(Await.value(load(accounts)));
            Await.value(add(elsewhere, 10 * i));
        }
        isWhatIsStored(Await.value(load(accounts)));
        assertThat(cache.stats().hits()).isGreaterThanOrEqualTo(6);

        Await.done(store().management().purge(TENANT));
        assertThat(Await.value(load(accounts)).version()).isZero();
        for (int i = 1; i <= 6; i++) {
            Await.value(add(elsewhere, 100 * i));
        }
        isWhatIsStored(Await.value(load(accounts)));
    }

    /** What refuses has no commit that tells whether it was right. */
    @Test
    void an_optimistic_update_refuses_on_what_is_stored() {
        AggregateRepository accounts = accounts(store(), cache(true));
        Await.value(add(accounts, 1));
        Await.value(add(elsewhere(), 10));

        assertThat(Await.value(add(accounts, -5)).total()).isEqualTo(6);
        Await.value(add(elsewhere(), -4));
        assertThat(Await.error(IllegalArgumentException.class, add(accounts, -5)))
                .hasMessage("there are only 2");
    }

    @Test
    void an_optimistic_update_begins_a_purged_stream_anew() {
        AggregateRepository accounts = accounts(store(), cache(true));
        for (int i = 1; i <= 3; i++) {
            Await.value(add(accounts, i));
        }
        Await.done(store().management().purge(TENANT));

        assertThat(Await.value(add(accounts, 7)).total()).isEqualTo(7);
        assertThat(Await.value(add(accounts, 8)).total()).isEqualTo(15);
        assertThat(read()).hasSize(2);
    }

    /** Each effect once, whoever is behind whom. */
    @Test
    void two_processes_with_kept_states_lose_and_repeat_nothing() {
        AggregateRepository one = accounts(store(), cache(true));
        AggregateRepository two = accounts(second(), cache(false));

        List<Long> versions = Await.all(Flux.range(0, 2 * MANY)
                .flatMap(i -> add(i % 2 == 0 ? one : two, 1), 2 * MANY)
                .map(Account::version));

        assertThat(versions.stream().sorted())
                .isEqualTo(LongStream.rangeClosed(1, 2 * MANY).boxed().toList());
        isWhatIsStored(Await.value(load(one)));
        isWhatIsStored(Await.value(load(two)));
    }

    /** A11. */
    @Test
    void a_decider_begins_with_its_kept_state() {
        LoadCache cache = cache(true);
        DeciderRepository<Integer, Balance, Added> purses = DeciderRepository.builder(
                        Purse.DECIDER, Added.class, TENANT, store())
                .loadCache(cache)
                .build();
        Await.value(purses.handle(STREAM, 5));
        Await.value(DeciderRepository.create(Purse.DECIDER, Added.class, TENANT, second())
                .handle(STREAM, 5));

        assertThat(Await.value(purses.handle(STREAM, -7)).state().total()).isEqualTo(3);
        assertThat(Await.value(purses.state(STREAM)).total()).isEqualTo(3);
        assertThat(cache.stats().hits()).isPositive();
    }
}
