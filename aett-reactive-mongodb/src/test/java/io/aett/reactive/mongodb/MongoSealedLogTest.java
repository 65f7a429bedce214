package io.aett.reactive.mongodb;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Updates.set;
import static io.aett.reactive.mongodb.Commits.PAGE;
import static io.aett.reactive.mongodb.Commits.commit;
import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.mongodb.MongoSealedStorage.Reservation;
import io.aett.reactive.sealedlog.Patience;
import io.aett.reactive.sealedlog.Placement;
import io.aett.reactive.spi.AppendResult;
import io.aett.reactive.spi.EncodedCommit;
import io.aett.reactive.spi.LogPage;
import io.aett.reactive.spi.PageRequest;
import io.aett.reactive.spi.StreamKey;
import io.aett.reactive.testkit.always.AlwaysOn;
import io.aett.reactive.testkit.support.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.bson.BsonDocument;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What happens between the two round trips of an append, and to a log that was touched from outside. */
@ExtendWith(AlwaysOn.class)
class MongoSealedLogTest {

    private final MongoFixture fixture = MongoFixture.standalone();
    private final Backend stalled = Backend.initialized(fixture);
    private final Backend other = Backend.of(fixture);

    @AfterEach
    void giveBack() {
        Await.done(fixture.dispose());
    }

    private static AppendResult append(Backend backend, EncodedCommit commit) {
        return Await.value(backend.log.append(List.of(commit))).get(0);
    }

    private static long appended(Backend backend, EncodedCommit commit) {
        return ((AppendResult.Appended) append(backend, commit)).checkpoint();
    }

    private static Reservation reserve(Backend backend, EncodedCommit commit) {
        return Await.value(backend.sealed.reserve(List.of(commit), Duration.ZERO));
    }

    private static Placement place(Backend backend, Reservation reservation, EncodedCommit commit) {
        return Await.value(backend.sealed.place(reservation, List.of(commit))).get(0);
    }

    /** All streams that the global order shows, once it shows everything up to its head. */
    private static List<String> streams(Backend backend, int pageSize) {
        List<String> streams = new ArrayList<>();
        long[] after = {0};
        Await.until(() -> "the head; at " + after[0], () -> {
            LogPage page = Await.value(backend.log.readAll(new PageRequest(after[0], pageSize, 4 << 20)));
            page.commits().forEach(commit -> streams.add(commit.stream().streamId() + commit.sequence()));
            after[0] = page.settled();
            return page.settled() >= page.head().last();
        });
        return streams;
    }

    @Test
    void readers_pass_a_stalled_writer_which_then_takes_a_new_place() {
        EncodedCommit slow = commit("slow", 1);
        Reservation reservation = reserve(stalled, slow);
        appended(other, commit("fast", 1));

        assertThat(streams(other, 100)).containsExactly("fast1");
        assertThat(place(stalled, reservation, slow)).isInstanceOf(Placement.PositionLost.class);

        assertThat(appended(stalled, slow)).isGreaterThan(2);
        assertThat(streams(other, 100)).containsExactly("fast1", "slow1");
    }

    @Test
    void a_write_that_meets_itself_is_a_success_wherever_it_meets_itself() {
        EncodedCommit commit = commit("s", 1);
        Reservation reservation = reserve(stalled, commit);

        Placement first = place(stalled, reservation, commit);

        assertThat(place(stalled, reservation, commit)).isEqualTo(first);
        assertThat(append(stalled, commit)).isEqualTo(new AppendResult.Appended(1, Commits.STAMP));
        assertThat(streams(other, 100)).containsExactly("s1");
    }

    @Test
    void a_commit_is_never_placed_below_its_predecessor() {
        Reservation early = reserve(stalled, commit("s", 1));
        EncodedCommit first = commit("s", 1);
        long checkpoint = appended(other, first);
        EncodedCommit second = commit("s", 2);
        Reservation later = reserve(other, second);

        Placement placement = place(other, later.at(early.first()), second);

        assertThat(placement).isInstanceOf(Placement.PositionLost.class);
        assertThat(appended(other, second)).isGreaterThan(checkpoint);
        assertThat(streams(other, 100)).containsExactly("s1", "s2");
    }

    @Test
    void losers_leave_no_hole_for_readers_of_other_processes() {
        appended(other, commit("s", 1));
        for (int i = 0; i < 20; i++) {
            assertThat(append(stalled, commit("s", 1))).isEqualTo(new AppendResult.SequenceTaken(1, 1));
            assertThat(append(stalled, commit("s", 3))).isEqualTo(new AppendResult.OutOfOrder(1, 1));
        }

        LogPage page = Await.value(other.log.readAll(PAGE));

        assertThat(page.settled()).isEqualTo(page.head().last()).isEqualTo(41);
    }

    @Test
    void what_is_placed_into_a_purged_generation_stands_for_nothing() {
        appended(stalled, commit("s", 1));
        EncodedCommit second = commit("s", 2);
        Reservation reservation = reserve(stalled, second);

        Await.done(other.management.purge("tenant"));
        assertThat(place(stalled, reservation, second)).isInstanceOf(Placement.Stored.class);

        for (Backend backend : List.of(stalled, other, Backend.of(fixture))) {
            assertThat(streams(backend, 1)).isEmpty();
            assertThat(Await.value(backend.log.readStream(second.stream(), 1, Long.MAX_VALUE, PAGE))
                            .commits())
                    .isEmpty();
            assertThat(Await.value(backend.log.readTenant("tenant", Commits.STAMP, PAGE))
                            .commits())
                    .isEmpty();
            assertThat(Await.valueOrNull(backend.log.head(second.stream()))).isNull();
            assertThat(Await.valueOrNull(backend.log.find(second.stream(), second.commitId())))
                    .isNull();
        }
        assertThat(append(stalled, commit("s", 3))).isEqualTo(new AppendResult.OutOfOrder(0, 0));
        appended(stalled, commit("s", 1));
        assertThat(streams(other, 100)).containsExactly("s1");

        Await.done(stalled.management.purge("tenant"));
        assertThat(Await.value(fixture.commits("tenant"))).isZero();
    }

    @Test
    void readers_are_told_of_the_patience_that_was_asked_for_until_it_was_placed() {
        List<EncodedCommit> batch = List.of(commit("a", 1), commit("b", 1));
        appended(other, commit("before", 1));
        Reservation slow = Await.value(stalled.sealed.reserve(batch, Duration.ofSeconds(10)));
        Await.value(other.sealed.reserve(List.of(commit("c", 1)), Duration.ofMillis(1500)));

        assertThat(announced())
                .containsExactly(
                        new Patience(2, 3, Duration.ofSeconds(10)), new Patience(4, 4, Duration.ofMillis(1500)));

        assertThat(Await.value(stalled.sealed.place(slow, batch))).hasOnlyElementsOfType(Placement.Stored.class);
        reserve(stalled, commit("d", 1));
        assertThat(announced()).containsExactly(new Patience(4, 4, Duration.ofMillis(1500)));
        Reservation next = Await.value(stalled.sealed.reserve(List.of(commit("e", 1)), Duration.ofSeconds(3)));
        Await.value(stalled.sealed.place(next, List.of(commit("e", 1))));
        Await.value(stalled.sealed.reserve(List.of(commit("f", 1)), Duration.ofSeconds(2)));
        assertThat(announced()).extracting(Patience::first).containsExactly(4L, 7L);
    }

    @Test
    void what_dead_writers_asked_for_is_a_list_of_bounded_length() {
        for (int i = 1; i <= 70; i++) {
            Await.value(stalled.sealed.reserve(List.of(commit("s" + i, 1)), Duration.ofSeconds(10)));
        }
        assertThat(announced())
                .hasSize(64)
                .extracting(Patience::last)
                .startsWith(7L)
                .endsWith(70L);
    }

    private List<Patience> announced() {
        return Await.value(other.sealed.read(PAGE)).announced();
    }

    @Test
    void a_counter_that_was_set_back_heals_when_it_is_met() {
        for (int i = 1; i <= 20; i++) {
            appended(stalled, commit("s" + i, 1));
        }
        setBack(3);
        assertThat(streams(other, 7)).hasSize(20);

        setBack(3);
        assertThat(appended(other, commit("next", 1))).isGreaterThan(20);
        assertThat(appended(stalled, commit("next", 2))).isGreaterThan(21);
        assertThat(streams(other, 100)).hasSize(22).endsWith("next1", "next2");

        setBack(3);
        Await.done(stalled.management.initialize());
        assertThat(Await.value(other.log.head()).last()).isGreaterThanOrEqualTo(22);
    }

    private void setBack(long last) {
        Await.done(Mono.from(other.collections.log().updateOne(eq("_id", "log"), set("last", last))));
    }

    @Test
    void a_counter_that_was_set_ahead_is_walked_through() {
        appended(other, commit("before", 1));
        setBack(25_000);
        appended(other, commit("after", 1));

        assertThat(streams(other, 1000)).containsExactly("before1", "after1");
    }

    @Test
    void initialize_repairs_an_index_that_is_missing() {
        appended(other, commit("s", 1));
        Await.done(Mono.from(other.collections.commits().dropIndex(Indexes.SEQUENCE)));
        Await.done(Mono.from(other.collections.commits().dropIndex(Indexes.REVISION)));

        Await.done(stalled.management.initialize());

        assertThat(Await.all(Flux.from(other.collections.commits().listIndexes(BsonDocument.class))))
                .hasSize(5);
        assertThat(append(other, commit("s", 1))).isEqualTo(new AppendResult.SequenceTaken(1, 1));
    }

    @Test
    void a_stalled_write_into_a_store_that_was_made_anew_stands_for_nothing() {
        EncodedCommit old = commit("s", 1);
        Reservation reservation = reserve(stalled, old);
        Await.done(other.management.drop());
        Await.done(other.management.initialize());

        place(stalled, reservation, old);

        assertThat(Await.valueOrNull(other.log.head(new StreamKey("tenant", "s"))))
                .isNull();
        appended(other, commit("s", 1));
        assertThat(streams(other, 100)).containsExactly("s1");
        assertThat(streams(stalled, 100)).containsExactly("s1");
    }
}
