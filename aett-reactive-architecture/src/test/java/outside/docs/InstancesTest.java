package outside.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aett.reactive.EventStore;
import io.aett.reactive.StorageException;
import io.aett.reactive.TopicMap;
import io.aett.reactive.domain.AggregateRepository;
import io.aett.reactive.domain.DefaultAggregateRepository;
import io.aett.reactive.memory.MemoryEventStore;
import io.aett.reactive.memory.MemoryOptions;
import io.aett.reactive.subscription.Subscriptions;
import io.aett.reactive.testkit.support.Await;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import outside.docs.BankExample.Account;
import outside.docs.BankExample.AccountEvent;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** The code of the guide to several instances, at work. */
class InstancesTest {

    private static final MemoryOptions OPTIONS = MemoryOptions.builder()
            .topicMap(TopicMap.create().register(AccountEvent.class))
            .build();

    private final MemoryEventStore data = MemoryEventStore.create(OPTIONS);
    private final AggregateRepository accounts = DefaultAggregateRepository.create("my-bank", data);
    private final Set<UUID> handled = ConcurrentHashMap.newKeySet();

    /** A store of its own on the same data, as another process has it. */
    private final class Instance {

        private final EventStore store = data.another(OPTIONS);
        private final Sinks.Empty<Void> stop = Sinks.empty();
        private final CompletableFuture<Void> life = InstancesExample.running(
                        store,
                        List.of(InstancesExample.shared(
                                store, commit -> Mono.fromRunnable(() -> handled.add(commit.commitId())))),
                        stop.asMono())
                .toFuture();

        void stop() {
            stop.tryEmitEmpty();
            Await.until(() -> "a good end", life::isDone);
            life.join();
        }
    }

    private void deposit(int from, int to) {
        Await.done(Flux.range(from, to - from)
                .concatMap(n -> accounts.update(Account.class, "a" + n, account -> account.deposit(n + 1)))
                .then());
    }

    @AfterEach
    void close() {
        Await.done(data.close());
    }

    @Test
    void what_one_instance_leaves_another_goes_on_with_and_the_store_is_closed_behind_it() {
        Instance one = new Instance();
        Instance two = new Instance();
        deposit(0, 50);
        Await.until(() -> "50 of " + handled.size(), () -> handled.size() == 50);

        one.stop();
        deposit(50, 100);

        Await.until(() -> "100 of " + handled.size(), () -> handled.size() == 100);
        assertThatThrownBy(() -> Await.value(one.store.management().head()))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("closed");
        two.stop();
        assertThat(Await.value(Subscriptions.of(data).status("statements")).checkpoint())
                .isEqualTo(100);
    }
}
