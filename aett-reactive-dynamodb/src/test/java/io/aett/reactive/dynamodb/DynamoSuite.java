package io.aett.reactive.dynamodb;

import static io.aett.reactive.testkit.events.TestEvents.noted;
import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.Commit;
import io.aett.reactive.EventStore;
import io.aett.reactive.testkit.suite.ContractSuite;
import io.aett.reactive.testkit.support.Await;
import java.util.Comparator;
import java.util.List;
import reactor.core.publisher.Flux;

/** What the tests of this store alone have in common. */
abstract class DynamoSuite extends ContractSuite<DynamoFixture> {

    @Override
    protected DynamoFixture fixture() {
        return new DynamoFixture();
    }

    RawTable items() {
        return new RawTable(DynamoFixture.rawClient(), data().table);
    }

    /** One commit in each of so many streams, in one append if the store is free; the stream after the first waits. */
    static List<Commit> together(EventStore store, String tenant, int streams) {
        List<Commit> stored = Await.all(Flux.range(0, streams)
                .flatMap(i -> store.commits().commit(firstOf(tenant, "together-" + i, noted("t" + i))), streams));
        return stored.stream()
                .sorted(Comparator.comparingLong(Commit::checkpointToken))
                .toList();
    }

    static List<Commit> all(EventStore store) {
        return Await.all(store.management().getFrom(0));
    }

    /** The next commit works, and everybody agrees on the order. */
    void assertWorks(List<Commit> before) {
        Commit next = commit(firstOf("works", "works", noted("next")));
        List<Commit> now = readAll();
        assertThat(now.subList(0, now.size() - 1)).isEqualTo(before);
        assertThat(now).endsWith(next);
        assertThat(all(second())).isEqualTo(now);
    }
}
