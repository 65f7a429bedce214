package io.aett.reactive.testkit.suite;

import static io.aett.reactive.testkit.events.TestEvents.noted;
import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.Commit;
import io.aett.reactive.DuplicateCommitException;
import io.aett.reactive.EventStore;
import io.aett.reactive.Snapshot;
import io.aett.reactive.testkit.EventStoreFixture;
import io.aett.reactive.testkit.FixtureOptions;
import io.aett.reactive.testkit.events.TestEvents.State;
import io.aett.reactive.testkit.support.Await;
import io.aett.reactive.testkit.support.Outcome;
import io.aett.reactive.testkit.support.Race;
import io.aett.reactive.testkit.support.Recorder;
import io.aett.reactive.testkit.support.Seeded;
import io.aett.reactive.testkit.support.StrictSubscriber;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Cancelling at every signal: W9 and R7. After each test nothing may be left open, see {@link ContractSuite}. */
public abstract class CancelContract extends ContractSuite<EventStoreFixture> {

    private static final int COMMITS = 12;

    private EventStore paging() {
        return second(FixtureOptions.defaults().withPageSize(4));
    }

    private static Flux<Commit> reading(EventStore store, String way) {
        return switch (way) {
            case "stream" -> store.commits().get(TENANT, STREAM);
            case "time" -> store.commits().getTo(TENANT, STREAM, Instant.MAX);
            case "tenant" -> store.commits().getAllTo(TENANT, Instant.MAX);
            case "all" -> store.management().getFrom(0);
            case "follow" -> store.management().follow(0);
            default -> throw new IllegalArgumentException(way);
        };
    }

    /** Whether an attempt that was cancelled is stored or not, repeating it ends in one stored commit. */
    private Commit settled(EventStore store, Commit attempt) {
        return Await.value(store.commits()
                .commit(attempt)
                .onErrorResume(DuplicateCommitException.class, found -> Mono.just(found.storedCommit())));
    }

    /** R7: within the signal of each value, and before the first. */
    @ParameterizedTest
    @ValueSource(strings = {"stream", "time", "tenant", "all", "follow"})
    void after_cancelling_within_any_signal_nothing_comes(String way) {
        List<Commit> stored = fill(TENANT, STREAM, COMMITS);
        EventStore store = paging();
        List<StrictSubscriber<Commit>> readers = new ArrayList<>();
        for (int after = 0; after <= COMMITS; after++) {
            StrictSubscriber<Commit> reader = StrictSubscriber.cancellingAfter(after, reading(store, way));
            reader.request(Long.MAX_VALUE);
            reader.await(after);
            readers.add(reader);
        }

        assertThat(read(store, TENANT, STREAM)).isEqualTo(stored);
        for (int after = 0; after <= COMMITS; after++) {
            assertThat(readers.get(after).values()).isEqualTo(stored.subList(0, after));
            readers.get(after).check();
        }
    }

    /** R7: from outside, between signals, with a page under way or not. */
    @ParameterizedTest
    @ValueSource(strings = {"stream", "time", "tenant", "all", "follow"})
    void after_cancelling_between_signals_nothing_comes(String way) {
        List<Commit> stored = fill(TENANT, STREAM, COMMITS);
        EventStore store = paging();
        List<StrictSubscriber<Commit>> readers = new ArrayList<>();
        for (int asked = 1; asked < COMMITS; asked++) {
            StrictSubscriber<Commit> reader = StrictSubscriber.to(reading(store, way));
            reader.request(asked);
            reader.await(asked);
            reader.cancel();
            reader.cancel();
            reader.request(5);
            readers.add(reader);
        }

        assertThat(read(store, TENANT, STREAM)).isEqualTo(stored);
        for (int asked = 1; asked < COMMITS; asked++) {
            assertThat(readers.get(asked - 1).values()).isEqualTo(stored.subList(0, asked));
            readers.get(asked - 1).check();
        }
    }

    /** R7: while the first page is under way. */
    @ParameterizedTest
    @ValueSource(strings = {"stream", "time", "tenant", "all", "follow"})
    void readers_that_are_cancelled_at_once_leave_the_store_usable(String way) {
        List<Commit> stored = fill(TENANT, STREAM, COMMITS);
        EventStore store = paging();
        for (int i = 0; i < 50; i++) {
            StrictSubscriber<Commit> reader = StrictSubscriber.to(reading(store, way));
            reader.request(Long.MAX_VALUE);
            reader.cancel();
            reader.check();
        }

        assertThat(Await.all(reading(store, way).take(COMMITS))).isEqualTo(stored);
    }

    /** The operators that cancel in everyday use. */
    @Test
    void take_and_next_and_first_end_reads_early() {
        List<Commit> stored = fill(TENANT, STREAM, COMMITS);
        EventStore store = paging();

        for (String way : List.of("stream", "time", "tenant", "all", "follow")) {
            assertThat(Await.value(reading(store, way).next())).isEqualTo(stored.get(0));
            assertThat(Await.all(reading(store, way).take(5))).isEqualTo(stored.subList(0, 5));
            assertThat(Await.value(reading(store, way).elementAt(7))).isEqualTo(stored.get(7));
            assertThat(Await.all(reading(store, way).takeUntil(commit -> commit.commitSequence() == 9)))
                    .isEqualTo(stored.subList(0, 9));
        }
    }

    /** A consumer that throws ends its own read and nothing else. */
    @ParameterizedTest
    @ValueSource(strings = {"stream", "time", "tenant", "all", "follow"})
    void an_error_of_the_consumer_ends_its_read_only(String way) {
        List<Commit> stored = fill(TENANT, STREAM, COMMITS);
        EventStore store = paging();
        Flux<Commit> failing = reading(store, way).doOnNext(commit -> {
            if (commit.commitSequence() == 6) {
                throw new IllegalStateException("of the consumer's");
            }
        });

        assertThat(Await.error(IllegalStateException.class, failing)).hasMessage("of the consumer's");
        assertThat(Await.all(reading(store, way).take(COMMITS))).isEqualTo(stored);
    }

    /** W9: stored whole or not at all, and no second time. */
    @Test
    void a_cancelled_commit_is_stored_whole_or_not_at_all() {
        List<Commit> attempts = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            Commit attempt = firstOf(TENANT, "s" + i, noted("a" + i), noted("b" + i), noted("c" + i));
            StrictSubscriber<Commit> caller = StrictSubscriber.cancellingAfter(
                    i % 2 == 0 ? 0 : 1, store().commits().commit(attempt));
            caller.request(1);
            caller.cancel();
            attempts.add(attempt);
        }

        for (Commit attempt : attempts) {
            Commit stored = settled(store(), attempt);
            assertThat(stored.events()).isEqualTo(attempt.events());
            assertThat(read(second(), TENANT, attempt.streamId())).containsExactly(stored);
        }
        assertThat(readAll()).hasSize(40);
    }

    /** W9: others in the same batch are not cancelled with it. */
    @Test
    void a_cancelled_commit_takes_no_other_with_it() {
        List<Outcome<Commit>> outcomes = Race.run(32, i -> () -> {
            Mono<Commit> attempt = store().commits().commit(firstOf(TENANT, "s" + i, noted("n" + i)));
            if (i % 2 == 0) {
                return Await.value(attempt);
            }
            Recorder<Commit> caller = Recorder.of(attempt);
            caller.dispose();
            return null;
        });

        for (int i = 0; i < 32; i += 2) {
            assertThat(read(store(), TENANT, "s" + i))
                    .containsExactly(outcomes.get(i).get());
        }
        for (int i = 1; i < 32; i += 2) {
            settled(store(), firstOf(TENANT, "again" + i, noted("later")));
            assertThat(read(store(), TENANT, "s" + i)).hasSizeLessThanOrEqualTo(1);
        }
    }

    /** W9: the next commit of the stream is not held up by a caller that went away. */
    @Test
    void a_stream_goes_on_after_cancelled_commits() {
        Commit last = commit(first(noted("0")));
        for (int i = 0; i < 25; i++) {
            Commit attempt = after(last, noted("n" + i));
            Recorder<Commit> caller = Recorder.of(store().commits().commit(attempt));
            caller.dispose();
            last = settled(store(), attempt);
            assertThat(last.commitSequence()).isEqualTo(i + 2);
        }
        assertThat(read()).hasSize(26);
    }

    /** W9, R7: a thousand, of all kinds, at any moment, and then everything works. */
    @Test
    void after_a_thousand_random_cancels_everything_works() {
        Seeded.run(random -> {
            List<Commit> stored = fill(TENANT, STREAM, COMMITS);
            EventStore store = paging();
            List<Commit> attempts = new ArrayList<>();
            List<Recorder<?>> started = new ArrayList<>();
            for (int i = 0; i < 1000; i++) {
                started.add(start(store, random, attempts));
                while (started.size() > random.nextInt(16)) {
                    started.remove(random.nextInt(started.size())).dispose();
                }
            }
            started.forEach(Recorder::dispose);

            for (Commit attempt : attempts.subList(0, Math.min(25, attempts.size()))) {
                Commit one = settled(store, attempt);
                assertThat(read(store, "cancelled", attempt.streamId())).containsExactly(one);
            }
            assertThat(read(store, TENANT, STREAM)).isEqualTo(stored);
            Commit next = commit(store, after(stored.get(COMMITS - 1), noted("next")));
            assertThat(read()).endsWith(next).hasSize(COMMITS + 1);
            assertThat(Await.all(store.management().getFrom(next.checkpointToken() - 1)))
                    .contains(next);
            scatter("after", 64);
        });
    }

    private static Recorder<?> start(EventStore store, Random random, List<Commit> attempts) {
        long demand = random.nextBoolean() ? Long.MAX_VALUE : random.nextInt(4);
        switch (random.nextInt(8)) {
            case 0, 1 -> {
                Commit attempt = firstOf("cancelled", "s" + attempts.size(), noted("n"), noted("m"));
                attempts.add(attempt);
                return Recorder.of(store.commits().commit(attempt), Math.max(1, demand));
            }
            case 2 -> {
                return Recorder.of(reading(store, "stream"), demand);
            }
            case 3 -> {
                return Recorder.of(reading(store, "tenant"), demand);
            }
            case 4 -> {
                return Recorder.of(reading(store, "all"), demand);
            }
            case 5 -> {
                return Recorder.of(reading(store, "follow"), demand);
            }
            case 6 -> {
                return Recorder.of(store.commits().head(TENANT, STREAM), demand);
            }
            default -> {
                Snapshot snapshot = new Snapshot("cancelled", "s", 1, 1, new State("s", 1), Map.of());
                return Recorder.of(store.snapshots().add(snapshot), Math.max(1, demand));
            }
        }
    }
}
