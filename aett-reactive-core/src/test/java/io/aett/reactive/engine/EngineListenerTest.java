package io.aett.reactive.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.Commit;
import io.aett.reactive.CommitOutcomeUnknownException;
import io.aett.reactive.ConflictDetector;
import io.aett.reactive.EngineListener;
import io.aett.reactive.EventStore;
import io.aett.reactive.NonConflictingCommitException;
import io.aett.reactive.StorageUnavailableException;
import io.aett.reactive.engine.EngineFixture.Noted;
import io.aett.reactive.spi.AppendResult;
import io.aett.reactive.spi.EncodedCommit;
import io.aett.reactive.spi.Page;
import io.aett.reactive.spi.PageRequest;
import io.aett.reactive.spi.StreamKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;
import reactor.test.scheduler.VirtualTimeScheduler;

class EngineListenerTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
    private final ScriptedLog log = new ScriptedLog();
    private final Told told = new Told();
    private final List<Object> outcomes = new ArrayList<>();

    private EventStore store(int maxQueued, EngineListener... listeners) {
        return EventStoreEngine.create(
                EngineFixture.storage(log),
                EngineFixture.options(time, ConflictDetector.empty(), 10, maxQueued, listeners));
    }

    private static Commit commit(String stream) {
        return Commit.builder()
                .tenantId("t")
                .streamId(stream)
                .event(new Noted("n"))
                .build();
    }

    private void commit(EventStore store, String stream) {
        store.commits()
                .commit(commit(stream))
                .contextWrite(context -> context.put("caller", stream))
                .subscribe(stored -> outcomes.add(stream), failure -> outcomes.add(failure.getClass()));
    }

    @Test
    void an_append_is_told_with_how_many_shared_it_how_long_it_took_and_the_contexts_of_those_who_committed() {
        EventStore store = store(100, told);
        commit(store, "a");
        commit(store, "b");
        commit(store, "c");
        time.advanceTimeBy(Duration.ofMillis(7));
        log.answer(0);
        time.advanceTimeBy(Duration.ofMillis(9));
        log.answer(1);

        assertThat(told.appends)
                .extracting(EngineListener.Append::commits, EngineListener.Append::stored, EngineListener.Append::took)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(1, 1, Duration.ofMillis(7)),
                        org.assertj.core.groups.Tuple.tuple(2, 2, Duration.ofMillis(9)));
        assertThat(told.appends.get(1).callers())
                .extracting(context -> context.<String>get("caller"))
                .containsExactly("b", "c");
        assertThat(told.appends).allMatch(append -> append.failure() == null);
    }

    @Test
    void who_committed_hears_of_it_when_it_was_told() {
        EventStore store = store(100, new EngineListener() {
            @Override
            public void appended(Append append) {
                outcomes.add("told");
            }
        });
        commit(store, "a");
        log.answer(0);
        assertThat(outcomes).containsExactly("told", "a");
    }

    @Test
    void what_the_database_refused_is_counted_apart_from_what_it_stored() {
        EventStore store = store(100, told);
        commit(store, "a");
        commit(store, "b");
        commit(store, "c");
        log.answer(0);
        log.answer(1, new AppendResult.SequenceTaken(3, 3), new AppendResult.Appended(9, java.time.Instant.EPOCH));
        assertThat(outcomes).containsExactly("a", NonConflictingCommitException.class, "c");
        assertThat(told.appends.get(1).commits()).isEqualTo(2);
        assertThat(told.appends.get(1).stored()).isEqualTo(1);
    }

    @Test
    void an_append_without_an_answer_is_told_with_what_its_callers_are() {
        EventStore store = store(100, told);
        commit(store, "a");
        time.advanceTimeBy(TIMEOUT);
        assertThat(outcomes).containsExactly(CommitOutcomeUnknownException.class);
        assertThat(told.appends).singleElement().satisfies(append -> {
            assertThat(append.failure()).isInstanceOf(CommitOutcomeUnknownException.class);
            assertThat(append.stored()).isZero();
            assertThat(append.took()).isEqualTo(TIMEOUT);
        });
    }

    @Test
    void a_commit_for_which_the_queue_has_no_room_is_told() {
        EventStore store = store(1, told);
        commit(store, "a");
        commit(store, "b");
        assertThat(outcomes).containsExactly(StorageUnavailableException.class);
        assertThat(told.others).containsExactly("refused 1 QUEUE_FULL");
        assertThat(told.figures().queued()).isEqualTo(1);
        log.answer(0);
        assertThat(told.figures().queued()).isZero();
    }

    @Test
    void commits_that_waited_too_long_are_told() {
        EventStore store = store(100, told);
        commit(store, "late");
        commit(store, "late");
        commit(store, "late");
        time.advanceTimeBy(TIMEOUT.multipliedBy(2));
        assertThat(outcomes)
                .containsExactly(
                        CommitOutcomeUnknownException.class,
                        CommitOutcomeUnknownException.class,
                        StorageUnavailableException.class);
        assertThat(told.others).containsExactly("refused 1 WAITED_TOO_LONG");
    }

    @Test
    void a_page_is_told_with_how_long_it_took() {
        EventStore store = store(100, told);
        log.pageAfter = Duration.ofMillis(3);
        StepVerifier.create(store.commits().get("t", "a"))
                .then(() -> time.advanceTimeBy(Duration.ofMillis(3)))
                .expectNextCount(1)
                .verifyComplete();
        assertThat(told.pages)
                .containsExactly(new EngineListener.Page(EngineListener.Source.STREAM, 1, Duration.ofMillis(3), null));
    }

    @Test
    void a_page_that_failed_is_told_and_one_whose_reader_left_is_not() {
        EventStore store = store(100, told);
        log.pageAfter = Duration.ofHours(1);
        store.commits().get("t", "a").subscribe().dispose();
        assertThat(told.pages).isEmpty();

        store.commits().get("t", "a").subscribe(stored -> {}, outcomes::add);
        time.advanceTimeBy(TIMEOUT);
        assertThat(told.pages)
                .singleElement()
                .satisfies(page -> assertThat(page.failure())
                        .isSameAs(outcomes.get(0))
                        .isInstanceOf(StorageUnavailableException.class));
    }

    @Test
    void a_listener_that_throws_harms_neither_callers_nor_the_next_append_nor_other_listeners() {
        EventStore store = store(2, new Throwing(), told);
        commit(store, "a");
        commit(store, "b");
        commit(store, "full");
        log.answer(0);
        log.answer(1);
        StepVerifier.create(store.commits().get("t", "a")).expectNextCount(1).verifyComplete();
        assertThat(outcomes).containsExactly(StorageUnavailableException.class, "a", "b");
        assertThat(told.appends).hasSize(2);
        assertThat(told.others).containsExactly("refused 1 QUEUE_FULL");
        assertThat(told.pages).hasSize(1);
    }

    @Test
    void a_listener_may_commit_since_the_engine_has_let_go() {
        EventStore[] itself = new EventStore[1];
        itself[0] = store(100, new EngineListener() {
            @Override
            public void appended(Append append) {
                if (append.callers().get(0).getOrDefault("caller", "").equals("a")) {
                    commit(Objects.requireNonNull(itself[0]), "from within");
                }
            }
        });
        commit(itself[0], "a");
        log.answer(0);
        log.answer(1);
        assertThat(outcomes).containsExactly("a", "from within");
    }

    @Test
    void one_that_comes_later_is_told_from_then_on_until_it_is_disposed_of() {
        EventStore store = store(100);
        commit(store, "before");
        var listening = store.listen(told);
        log.answer(0);
        assertThat(told.appends).as("begun before it listened").isEmpty();
        commit(store, "a");
        log.answer(1);
        listening.dispose();
        commit(store, "b");
        log.answer(2);
        assertThat(told.appends).hasSize(1);
        assertThat(told.figures().store()).isEqualTo("Scripted");
    }

    @Test
    void options_keep_their_listeners_when_they_are_copied() {
        EngineOptions options = new Options().listener(told).built();
        assertThat(new Options()
                        .copiedFrom(options)
                        .listener(new Throwing())
                        .built()
                        .listeners())
                .hasSize(2)
                .startsWith(told);
    }

    @Test
    void figures_tell_how_far_the_slowest_follower_is_behind_without_a_request() {
        FencedLog fenced = new FencedLog();
        EventStore store = EventStoreEngine.create(
                EngineFixture.storage(fenced), EngineFixture.options(time, ConflictDetector.empty()));
        store.listen(told);
        assertThat(told.figures().followerLag()).isZero();
        for (long i = 1; i <= 30; i++) {
            fenced.add(i);
        }
        fenced.fence = 10;
        StepVerifier.create(store.management().follow(0), 1)
                .expectNextCount(1)
                .then(() -> {
                    int requests = fenced.requests;
                    assertThat(told.figures().followers()).isEqualTo(1);
                    assertThat(told.figures().followerLag()).isEqualTo(20);
                    commit(store, "own");
                    assertThat(told.figures().followerLag()).isEqualTo(21);
                    assertThat(fenced.requests).isEqualTo(requests);
                    fenced.fence = Long.MAX_VALUE;
                })
                .thenRequest(Long.MAX_VALUE)
                .expectNextCount(30)
                .then(() -> assertThat(told.figures().followerLag()).isZero())
                .thenCancel()
                .verify();
        assertThat(told.figures().followers()).isZero();
        assertThat(told.pages).isNotEmpty().allMatch(page -> page.source() == EngineListener.Source.LOG);
    }

    private static final class Options extends EngineOptions.Builder<Options> {
        @Override
        protected Options self() {
            return this;
        }

        Options copiedFrom(EngineOptions options) {
            return copyOf(options);
        }

        EngineOptions built() {
            return engineOptions();
        }
    }

    /** Each time, what Reactor holds for fatal too. */
    private static final class Throwing implements EngineListener {
        @Override
        public void attached(Figures figures) {
            throw new IllegalStateException("attached");
        }

        @Override
        public void appended(Append append) {
            throw new NoClassDefFoundError("appended");
        }

        @Override
        public void refused(Refusal refusal, int commits) {
            throw new StackOverflowError("refused");
        }

        @Override
        public void paged(EngineListener.Page page) {
            throw new IllegalStateException("paged");
        }
    }

    private static final class Told implements EngineListener {
        final List<Append> appends = new ArrayList<>();
        final List<EngineListener.Page> pages = new ArrayList<>();
        final List<String> others = new ArrayList<>();

        @Nullable
        Figures figures;

        Figures figures() {
            return Objects.requireNonNull(figures);
        }

        @Override
        public void attached(Figures own) {
            figures = own;
        }

        @Override
        public void appended(Append append) {
            appends.add(append);
        }

        @Override
        public void refused(Refusal refusal, int commits) {
            others.add("refused " + commits + " " + refusal);
        }

        @Override
        public void paged(EngineListener.Page page) {
            pages.add(page);
        }
    }

    private final class ScriptedLog extends EmptyLog {
        private final List<List<EncodedCommit>> batches = new ArrayList<>();
        private final List<Sinks.One<List<AppendResult>>> answers = new ArrayList<>();
        Duration pageAfter = Duration.ZERO;

        @Override
        public Mono<List<AppendResult>> append(List<EncodedCommit> batch) {
            batches.add(batch);
            Sinks.One<List<AppendResult>> answer = Sinks.one();
            answers.add(answer);
            return answer.asMono();
        }

        void answer(int batch) {
            answer(
                    batch,
                    batches.get(batch).stream()
                            .map(commit -> new AppendResult.Appended(1, commit.stamp()))
                            .toArray(AppendResult[]::new));
        }

        void answer(int batch, AppendResult... results) {
            answers.get(batch).tryEmitValue(List.of(results));
        }

        @Override
        public Mono<Page> readStream(StreamKey stream, long minRevision, long maxRevision, PageRequest request) {
            Mono<Page> page = super.readStream(stream, minRevision, maxRevision, request)
                    .map(empty -> Page.bySequence(request, List.of(EngineFixture.stored(1, 1)), false)
                            .seenAs(empty.view()));
            return pageAfter.isZero()
                    ? page
                    : Flux.from(page).delaySequence(pageAfter, time).next();
        }
    }
}
