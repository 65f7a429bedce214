package io.aett.reactive.mongodb;

import static com.mongodb.client.model.Filters.gt;
import static io.aett.reactive.mongodb.Commits.PAGE;
import static io.aett.reactive.mongodb.Commits.commit;
import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.spi.AppendResult;
import io.aett.reactive.spi.EncodedCommit;
import io.aett.reactive.spi.Page;
import io.aett.reactive.spi.PageRequest;
import io.aett.reactive.spi.ReadView;
import io.aett.reactive.spi.StreamKey;
import io.aett.reactive.testkit.always.AlwaysOn;
import io.aett.reactive.testkit.support.Await;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;

/** Purges that are broken off, that run at once, and that are read beside. */
@ExtendWith(AlwaysOn.class)
class MongoPurgeTest {

    private static final StreamKey S = new StreamKey("tenant", "s");

    private final MongoFixture fixture = MongoFixture.standalone();
    private final Backend backend = Backend.initialized(fixture);
    private final MongoFixture behind = MongoFixture.sameDatabaseAs(fixture);
    private final Backend other = Backend.of(behind);

    @AfterEach
    void giveBack() {
        fixture.whenSent = name -> {};
        fixture.whenAnswered = name -> {};
        Await.done(behind.dispose());
        Await.done(fixture.dispose());
    }

    private static void append(Backend to, EncodedCommit commit) {
        assertThat(Await.value(to.log.append(List.of(commit)))).hasOnlyElementsOfType(AppendResult.Appended.class);
    }

    private static ReadView view(Page page) {
        return Objects.requireNonNull(page.view());
    }

    private static List<Long> sequences(Backend from) {
        Page page = Await.value(from.log.readStream(S, 1, Long.MAX_VALUE, PAGE));
        return page.commits().stream().map(EncodedCommit::sequence).toList();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6})
    void a_purge_that_is_broken_off_has_no_effect_or_all_of_it_before_anybody_writes_on(int commands) {
        Await.done(backend.management.purge("earlier"));
        append(backend, commit("s", 1));
        AtomicInteger answered = new AtomicInteger();
        Disposable.Swap purge = Disposables.swap();
        fixture.whenAnswered = name -> {
            if (answered.incrementAndGet() == commands) {
                purge.dispose();
            }
        };
        AtomicBoolean ended = new AtomicBoolean();
        purge.update(backend.management
                .purge("tenant")
                .doFinally(end -> ended.set(true))
                .subscribe());
        Await.until(() -> "the purge to end", ended::get);
        fixture.whenAnswered = name -> {};

        List<Long> before = sequences(other);
        append(other, commit("s", before.size() + 1));
        List<Long> written = sequences(other);
        Await.done(other.management.purge("later"));

        assertThat(written).hasSize(before.size() + 1);
        for (Backend each : List.of(backend, other, Backend.of(fixture))) {
            assertThat(sequences(each)).isEqualTo(written);
        }
    }

    @Test
    void purges_at_once_take_effect_one_by_one() {
        Generations.State before = Await.value(other.generations.state());

        Await.done(Mono.when(
                backend.management.purge("a"),
                other.management.purge("b"),
                other.management.purge("c"),
                backend.management.purge("a")));

        Generations.State after = Await.value(other.generations.state());
        assertThat(after.purges()).isEqualTo(before.purges() + 4);
        Generations.View view = Await.value(Backend.of(fixture).generations.latest());
        assertThat(view).isEqualTo(Await.value(backend.generations.view(after)));
        assertThat(view.generations()).containsOnlyKeys("a", "b", "c");
        assertThat(view.generations().values()).doesNotHaveDuplicates();
    }

    @Test
    void what_is_read_beside_a_purge_is_whole_or_of_the_next_life() {
        LongStream.rangeClosed(1, 20).forEach(sequence -> append(backend, commit("s", sequence)));
        List<Mono<?>> reads = List.of(
                backend.log.readStream(S, 1, Long.MAX_VALUE, PAGE),
                backend.log.readTenant("tenant", Commits.STAMP, PAGE),
                backend.log.head(S));
        for (int i = 0; i < reads.size(); i++) {
            AtomicBoolean begun = new AtomicBoolean();
            fixture.whenSent = name -> {
                if (name.equals("aggregate") && begun.compareAndSet(false, true)) {
                    purgeTheLaterHalf();
                }
            };

            Object seen = Await.valueOrNull(reads.get(i));

            assertThat(begun).isTrue();
            if (seen instanceof Page page) {
                assertThat(page.commits()).isEmpty();
                assertThat(page.last()).isTrue();
            } else {
                assertThat(seen).isNull();
            }
            fixture.whenSent = name -> {};
            Await.done(other.management.purge("tenant"));
            LongStream.rangeClosed(1, 20).forEach(sequence -> append(other, commit("s", sequence)));
            assertThat(sequences(backend)).hasSize(20);
        }
    }

    private void purgeTheLaterHalf() {
        Await.value(other.management.takeEffect("tenant"));
        Await.done(Mono.from(
                other.collections.commits().updateMany(gt(Documents.SEQUENCE, 10L), MongoManagement.TO_TOMBSTONE)));
    }

    @Test
    void pages_of_two_lives_name_two_lives_and_all_pages_of_a_read_one_head() {
        append(backend, commit("s", 1));
        Page first = Await.value(backend.log.readTenant("tenant", Commits.STAMP, PAGE));
        append(other, commit("s", 2));

        Page again = Await.value(
                backend.log.readTenant("tenant", Commits.STAMP, new PageRequest(0, 1000, 4 << 20, first.view())));
        assertThat(again.commits()).hasSize(1);
        assertThat(again.view()).isEqualTo(first.view());

        Await.done(other.management.purge("tenant"));
        append(other, commit("s", 1));
        for (Page later : List.of(
                Await.value(backend.log.readStream(S, 1, Long.MAX_VALUE, PAGE)),
                Await.value(backend.log.readTenant("tenant", Commits.STAMP, PAGE)))) {
            assertThat(later.commits()).hasSize(1);
            assertThat(view(later).life()).isNotEqualTo(view(first).life());
        }
    }
}
