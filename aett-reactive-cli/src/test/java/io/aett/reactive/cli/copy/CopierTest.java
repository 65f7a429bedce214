package io.aett.reactive.cli.copy;

import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.Commit;
import io.aett.reactive.CommitOutcomeUnknownException;
import io.aett.reactive.EventStore;
import io.aett.reactive.StorageUnavailableException;
import io.aett.reactive.cli.copy.Copier.Copied;
import io.aett.reactive.engine.StoredEvent;
import io.aett.reactive.engine.StoredEvents;
import io.aett.reactive.memory.MemoryEventStore;
import io.aett.reactive.memory.MemoryOptions;
import io.aett.reactive.test.FaultyEventStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** A copy that is ended anywhere and begun again; the stores are in memory, so that ends can be anywhere. */
class CopierTest {

    private static final int COMMITS = 600;

    private final EventStore from = store();
    private final EventStore to = store();
    private final Source source = place -> from.management().getFrom(place);

    private static EventStore store() {
        return MemoryEventStore.create(
                MemoryOptions.builder().serializer(new StoredEvents()).build());
    }

    private static Commit commit(String stream, long sequence) {
        return Commit.builder()
                .tenantId("t")
                .streamId(stream)
                .commitSequence(sequence)
                .streamRevision(sequence)
                .commitId(new UUID(stream.hashCode(), sequence))
                .commitStamp(Instant.EPOCH.plusSeconds(sequence))
                .event(StoredEvent.of("noted", 1, "{\"n\":" + sequence + "}"))
                .build();
    }

    @BeforeEach
    void fill() {
        Flux.range(0, COMMITS)
                .concatMap(i -> from.commits().commit(commit("s" + i % 7, 1 + i / 7)))
                .blockLast();
    }

    private static List<Commit> all(EventStore store) {
        return store.management()
                .getFrom(0)
                .map(commit -> commit.withStored(0, commit.commitStamp()))
                .collectList()
                .blockOptional()
                .orElseThrow();
    }

    private Copied run(EventStore target, int concurrency) {
        Copier copier = new Copier(source, "memory", target, concurrency);
        return copier.reached()
                .flatMap(reached -> copier.run(reached, place -> {}))
                .blockOptional(Duration.ofSeconds(30))
                .orElseThrow();
    }

    private void isWhole() {
        assertThat(all(to)).isEqualTo(all(from));
        Comparison.Result result = new Comparison(source, to, List.of(0L, 300L, 600L), difference -> {})
                .run(COMMITS, place -> {})
                .blockOptional()
                .orElseThrow();
        assertThat(result)
                .isEqualTo(new Comparison.Result(COMMITS, 0, 0, 0, false, Map.of(0L, 0L, 300L, 300L, 600L, 600L)));
    }

    @Test
    void everything_is_stored_once_in_the_order_of_the_source() {
        assertThat(run(to, 1)).isEqualTo(new Copied(COMMITS, 0, COMMITS));
        isWhole();
        assertThat(run(to, 1)).isEqualTo(new Copied(0, 0, COMMITS));
        from.commits().commit(commit("new", 1)).block();
        assertThat(run(to, 1)).isEqualTo(new Copied(1, 0, COMMITS + 1));
    }

    /** Each of these ends with a commit that is stored and whose answer nobody hears. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 255, 256, 257, 258, 512, 513, 599, 600})
    void ended_behind_any_commit_it_goes_on_and_nothing_is_lost_or_there_twice(int last) {
        Sinks.Empty<Copied> end = Sinks.empty();
        FaultyEventStore<EventStore> dying = FaultyEventStore.over(to)
                .onCommit(
                        last,
                        (commit, below) -> below.commit(commit)
                                .doOnNext(stored -> end.tryEmitEmpty())
                                .then(Mono.never()));
        Copier copier = new Copier(source, "memory", dying, 1);

        assertThat(Mono.firstWithSignal(copier.run(0, place -> {}), end.asMono())
                        .block(Duration.ofSeconds(30)))
                .isNull();

        assertThat(all(to)).isEqualTo(all(from).subList(0, last));
        Long reached = copier.reached().block();
        assertThat(reached).isEqualTo((last - 1) / 256 * 256L);
        assertThat(run(to, 1)).isEqualTo(new Copied(COMMITS - last, last - reached, COMMITS));
        isWhole();
    }

    @Test
    void lost_answers_and_outages_are_repeated() {
        FaultyEventStore<EventStore> shaky = FaultyEventStore.over(to)
                .onCommit(10, (commit, below) -> Mono.error(new StorageUnavailableException("no", null)))
                .onCommit(
                        20,
                        (commit, below) ->
                                below.commit(commit).then(Mono.error(new CommitOutcomeUnknownException("lost", null))));

        assertThat(run(shaky, 1)).isEqualTo(new Copied(COMMITS - 1, 1, COMMITS));
        isWhole();
    }

    @Test
    void with_several_at_once_each_stream_keeps_its_order() {
        assertThat(run(to, 16)).isEqualTo(new Copied(COMMITS, 0, COMMITS));

        assertThat(all(to)).containsExactlyInAnyOrderElementsOf(all(from));
        assertThat(new Comparison(source, to, List.of(), difference -> {})
                        .run(COMMITS, place -> {})
                        .block())
                .extracting(Comparison.Result::same, Comparison.Result::isWhole)
                .containsExactly((long) COMMITS, true);
    }

    @Test
    void a_mark_never_goes_back() {
        Marks marks = new Marks(to.states(), "memory");
        marks.reach(5).block();
        marks.reach(3).block();

        assertThat(marks.reached().block()).isEqualTo(5);
        assertThat(new Marks(to.states(), "other").reached().block()).isZero();
    }

    @Test
    void what_differs_is_told_and_what_belongs_to_others_is_passed_over() {
        List<String> told = new ArrayList<>();
        EventStore other = store();
        List<Commit> commits =
                from.management().getFrom(0).take(21).collectList().block();
        for (Commit commit : commits) {
            long number = commit.checkpointToken();
            if (number == 8) {
                other.commits().commit(commit("other", 1)).block();
            }
            if (number == 9) {
                other.commits()
                        .commit(commit.toBuilder()
                                .commitStamp(commit.commitStamp().plusSeconds(1))
                                .build())
                        .block();
            } else if (number == 10) {
                other.commits()
                        .commit(commit.toBuilder().header("by", "hand").build())
                        .block();
            } else if (number < 20) {
                other.commits().commit(commit).block();
            }
        }

        Comparison.Result result = new Comparison(source, other, List.of(7L, 8L, 21L), told::add)
                .run(21, place -> {})
                .blockOptional()
                .orElseThrow();

        assertThat(told).hasSize(4);
        assertThat(told.get(0)).startsWith("different: commit 2 of stream s1").contains("its stamp is");
        assertThat(told.get(1)).startsWith("different: commit 2 of stream s2").contains("its contents differ");
        assertThat(told.get(2)).startsWith("missing: commit 3 of stream s5");
        assertThat(result).isEqualTo(new Comparison.Result(17, 2, 2, 0, true, Map.of(7L, 7L, 8L, 9L, 21L, 20L)));
    }

    @Test
    void another_order_is_told() {
        EventStore other = store();
        List<Commit> commits =
                from.management().getFrom(0).take(7).collectList().block();
        for (int i : new int[] {1, 0, 2, 3, 6, 4, 5}) {
            other.commits().commit(commits.get(i)).block();
        }

        Comparison.Result result = new Comparison(source, other, List.of(), difference -> {})
                .run(7, place -> {})
                .blockOptional()
                .orElseThrow();

        assertThat(result.same()).isEqualTo(7);
        assertThat(result.elsewhere()).isPositive();
        assertThat(result.others()).isFalse();
    }
}
