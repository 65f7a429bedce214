package io.aett.reactive.testkit.simple;

import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.Commit;
import io.aett.reactive.EventStore;
import io.aett.reactive.engine.EventStoreEngine;
import io.aett.reactive.spi.AppendResult;
import io.aett.reactive.spi.EncodedCommit;
import io.aett.reactive.spi.Storage;
import io.aett.reactive.spi.StorageLimits;
import io.aett.reactive.testkit.FixtureOptions;
import io.aett.reactive.testkit.count.CountingStorage;
import io.aett.reactive.testkit.events.TestEvents;
import io.aett.reactive.testkit.support.Await;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Shows what group commit does: how many commits share an append, by the number of callers. */
class BatchSizesTest {

    private static final Logger LOG = LoggerFactory.getLogger(BatchSizesTest.class);
    private static final Duration ROUND_TRIP = Duration.ofMillis(2);
    private static final int COMMITS_EACH = 25;

    /** A storage that takes one append at a time and answers after a while, as a database does. */
    private static CountingStorage remote() {
        SimpleData data = new SimpleData() {
            @Override
            public Mono<List<AppendResult>> append(List<EncodedCommit> batch) {
                return Mono.delay(ROUND_TRIP).flatMap(now -> super.append(batch));
            }
        };
        return CountingStorage.of(new Storage(
                "Remote", new StorageLimits(128, 1 << 20, 1 << 20, 1 << 20, 1), data, data, data.states, data, data));
    }

    private static Mono<Commit> caller(EventStore store, int caller) {
        return Flux.range(1, COMMITS_EACH)
                .concatMap(i -> store.commits()
                        .commit(Commit.builder()
                                .tenantId("tenant")
                                .streamId("stream-" + caller)
                                .commitSequence(i)
                                .streamRevision(i)
                                .event(TestEvents.noted("n" + i))
                                .build()))
                .last();
    }

    /** One caller never waits for company; many share. */
    @ParameterizedTest
    @ValueSource(ints = {1, 8, 64})
    void callers_that_commit_at_once_share_appends(int callers) {
        CountingStorage storage = remote();
        EventStore store = EventStoreEngine.create(
                storage.storage(), FixtureOptions.defaults().engineOptions());
        Await.done(store.management().initialize());

        List<Commit> last = Await.all(Flux.range(0, callers).flatMap(caller -> caller(store, caller), callers));

        List<Integer> sizes = storage.log().batchSizes();
        int commits = callers * COMMITS_EACH;
        LOG.info(
                "{} callers: {} commits in {} appends, {} commits an append; appends by size: {}",
                callers,
                commits,
                sizes.size(),
                commits * 10 / sizes.size() / 10.0,
                sizes.stream()
                        .collect(Collectors.groupingBy(Function.identity(), TreeMap::new, Collectors.counting())));
        assertThat(last).hasSize(callers);
        assertThat(sizes.stream().mapToInt(Integer::intValue).sum()).isEqualTo(commits);
        assertThat(sizes).allMatch(size -> size <= callers);
        if (callers == 1) {
            assertThat(sizes).hasSize(COMMITS_EACH).containsOnly(1);
        } else {
            assertThat(sizes).hasSizeLessThan(commits);
        }
        Await.done(store.close());
    }
}
