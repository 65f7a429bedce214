package io.aett.reactive.webflux;

import static io.aett.reactive.webflux.BankServer.Style.ANNOTATED;
import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.memory.CountedMemory;
import io.aett.reactive.memory.MemoryOptions;
import io.aett.reactive.testkit.support.Await;
import io.aett.reactive.webflux.Bank.Account;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Clients that do not read, and clients that are gone. */
class SlowClientTest extends ServerSuite {

    private static final int COMMITS = 3_000;
    private static final int PAGE = 10;

    /** What a feed that begins at the head reads. */
    private static final int PAGES_OF_ANOTHER = 4;

    /** Pages of some 8 KB each; there are 300 and more to be read. */
    private static final int PACKED_CLOSER = 8;

    private final CountedMemory counted = CountedMemory.on(
            store, MemoryOptions.builder().topicMap(Bank.TOPICS).pageSize(PAGE).build());

    private final CountedFollowers followers = new CountedFollowers(counted.store());

    private void fill(int commits, int ownerLength) {
        Await.done(writing(0, ownerLength).take(commits).then());
    }

    private Flux<Account> writing(int from, int ownerLength) {
        Bank bank = new Bank(store);
        String owner = "o".repeat(ownerLength);
        return Flux.range(from, Integer.MAX_VALUE - from)
                .concatMap(n -> bank.accounts(BankServer.TENANT)
                        .update(Account.class, "a" + n, account -> account.open(owner, 1)));
    }

    private long pages() {
        return counted.requests().log().pages();
    }

    private BankServer server(Duration heartbeat) {
        return closing(BankServer.start(ANNOTATED, followers, options -> options.heartbeat(heartbeat)));
    }

    @Test
    void a_client_that_stops_reading_has_no_more_pages_read_than_the_network_takes() {
        standsStill(writing -> writing.take(300));
    }

    @Test
    @Tag("long")
    void a_client_that_stops_reading_for_a_minute_while_others_write_has_no_more_pages_read_either() {
        long end = System.nanoTime() + Duration.ofSeconds(70).toNanos();
        standsStill(writing -> writing.concatMap(
                        written -> Mono.delay(Duration.ofMillis(5)).thenReturn(written), 1)
                .takeUntil(written -> System.nanoTime() > end));
    }

    private void standsStill(UnaryOperator<Flux<Account>> meanwhile) {
        fill(COMMITS, 500);
        BankServer server = server(Duration.ofMillis(5));
        Feeding idle = closing(new Feeding(server, "/events", "Accept: text/event-stream"));
        Await.until(() -> "the first page", () -> pages() > 1);
        long before;
        do {
            before = pages();
            waitForTicks(server);
        } while (pages() - before > PAGES_OF_ANOTHER);

        assertThat(pages()).isLessThan(20);
        before = pages();
        long given = followers.delivered().get();

        CompletableFuture<Long> written =
                meanwhile.apply(writing(COMMITS, 500)).count().toFuture();
        Await.until(Duration.ofSeconds(90), () -> "all that others write", written::isDone);

        // Of a connection that stands still the system takes a little more now and then, as it packs what waits in its
        // buffers closer.
        assertThat(pages()).isLessThanOrEqualTo(before + PACKED_CLOSER);
        assertThat(followers.delivered().get()).isLessThanOrEqualTo(given + PACKED_CLOSER * PAGE);
        written.join();
        long all = Await.value(store.management().getFrom(0).count());
        idle.reading();
        Await.untilReached(() -> "commits behind " + idle.lastId() + " of " + all, (int) all, idle::lastId);
        // The id of a piece stands before its data.
        Await.until(
                () -> "the end of the last piece", () -> idle.starting("data:").size() == 2 * all);
        assertThat(idle.starting("data:")).hasSize((int) (2 * all));
    }

    /** A second feed, which reads, sees so many signs of life that the first would have been asked for more. */
    private static void waitForTicks(BankServer server) {
        try (Feeding other = new Feeding(server, "/commits?now=true", "Accept: text/event-stream").reading()) {
            Await.until(() -> "signs of life", () -> other.starting(":").size() > 100);
        }
    }

    @Test
    void a_client_that_is_gone_leaves_nothing_behind() {
        fill(10, 10);
        BankServer server = server(Duration.ofMillis(5));
        for (String accept : List.of("text/event-stream", "application/x-ndjson")) {
            Feeding gone = new Feeding(server, "/events", "Accept: " + accept).reading();
            Await.until(() -> "the feed", () -> gone.lines().toString().contains("a9"));
            assertThat(followers.following()).hasValue(1);

            gone.close();

            Await.until(() -> "nobody who follows", () -> followers.following().get() == 0);
        }
    }
}
