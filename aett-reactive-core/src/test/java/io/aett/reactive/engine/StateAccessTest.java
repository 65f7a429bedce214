package io.aett.reactive.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.ConflictDetector;
import io.aett.reactive.StateEntry;
import io.aett.reactive.StateOutcomeUnknownException;
import io.aett.reactive.StateStore;
import io.aett.reactive.StorageException;
import io.aett.reactive.StorageUnavailableException;
import io.aett.reactive.spi.FailureClassifier;
import io.aett.reactive.spi.FailureClassifier.Kind;
import io.aett.reactive.spi.StatePage;
import io.aett.reactive.spi.StateTable;
import io.aett.reactive.spi.Storage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;
import reactor.test.scheduler.VirtualTimeScheduler;

class StateAccessTest {

    private static final byte[] VALUE = "value".getBytes(UTF_8);
    private static final StateEntry OLD = new StateEntry("space", "key", VALUE, "old");

    /** A failure that the classifier knows. */
    private static final class Failing extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final Kind kind;

        Failing(Kind kind) {
            super("a failure that is " + kind);
            this.kind = kind;
        }
    }

    private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
    private final ScriptedStates table = new ScriptedStates();
    private final StateStore states = over(table);

    @AfterEach
    void stop() {
        time.dispose();
    }

    private StateStore over(StateTable scripted) {
        Storage storage = EngineFixture.storage(new EmptyLog(), scripted);
        FailureClassifier told = error -> error instanceof Failing failing ? failing.kind : Kind.FINAL;
        return EventStoreEngine.create(
                        new Storage(
                                storage.name(),
                                storage.limits(),
                                storage.commits(),
                                storage.snapshots(),
                                storage.states(),
                                storage.management(),
                                told),
                        EngineFixture.options(time, ConflictDetector.empty()))
                .states();
    }

    /** What a publisher ended in, as far as time has gone. */
    private static <T> Ended<T> started(Mono<T> change) {
        Ended<T> ended = new Ended<>(new ArrayList<>(), new ArrayList<>());
        change.subscribe(ended.values::add, ended.errors::add);
        return ended;
    }

    /** Values and errors until now. */
    private record Ended<T>(List<T> values, List<Throwable> errors) {
        <E extends Throwable> E error(Class<E> type) {
            assertThat(values).isEmpty();
            assertThat(errors).hasSize(1);
            assertThat(errors.get(0)).isExactlyInstanceOf(type);
            return type.cast(errors.get(0));
        }

        boolean open() {
            return values.isEmpty() && errors.isEmpty();
        }
    }

    private void failing(Kind kind) {
        table.changing = entry -> Mono.error(new Failing(kind));
        table.removing = Mono.error(new Failing(kind));
    }

    /** The answer is lost, and this is there then. */
    private void lostBut(Mono<StateEntry> there) {
        failing(Kind.UNKNOWN);
        table.found = there;
    }

    /** The answer is lost, and the attempt's own entry is there. */
    private void lostAfterItWasStored(String versionBehindTheNonce) {
        table.changing = entry -> {
            table.found = Mono.just(
                    new StateEntry(entry.space(), entry.key(), entry.value(), entry.version() + versionBehindTheNonce));
            return Mono.error(new Failing(Kind.UNKNOWN));
        };
    }

    @Test
    void what_was_stored_before_the_answer_was_lost_is_found_by_its_nonce() {
        lostAfterItWasStored("");

        StateEntry created =
                started(states.create("space", "key", VALUE)).values().get(0);
        assertThat(created).isEqualTo(new StateEntry("space", "key", VALUE, table.nonces.get(0)));
        StateEntry replaced = started(states.replace(OLD, VALUE)).values().get(0);

        assertThat(replaced.version()).isEqualTo(table.nonces.get(1));
        assertThat(table.asked).containsExactly("create", "get space/key", "replace", "get space/key");
    }

    @Test
    void a_version_that_only_begins_with_the_nonce_is_the_attempts_own() {
        lostAfterItWasStored("/etag");

        assertThat(started(states.replace(OLD, VALUE)).values())
                .extracting(StateEntry::version)
                .containsExactly(table.nonces.get(0) + "/etag");
    }

    @Test
    void a_lost_answer_with_nothing_there_is_unknown() {
        lostBut(Mono.empty());

        for (Mono<StateEntry> change : List.of(states.create("space", "key", VALUE), states.replace(OLD, VALUE))) {
            StateOutcomeUnknownException error = started(change).error(StateOutcomeUnknownException.class);
            assertThat(error).hasMessageContainingAll("Scripted", "read it").hasNoSuppressedExceptions();
            assertThat(error.getCause()).isInstanceOf(Failing.class);
        }
    }

    @Test
    void a_lost_answer_with_another_entry_there_is_unknown() {
        lostBut(Mono.just(new StateEntry("space", "key", VALUE, "another's")));

        started(states.create("space", "key", VALUE)).error(StateOutcomeUnknownException.class);
        started(states.replace(OLD, VALUE)).error(StateOutcomeUnknownException.class);
    }

    @Test
    void a_lost_answer_with_the_old_entry_still_there_is_unknown() {
        lostBut(Mono.just(OLD));

        started(states.replace(OLD, VALUE)).error(StateOutcomeUnknownException.class);
    }

    @Test
    void when_the_look_fails_too_both_failures_are_told() {
        lostBut(Mono.error(new Failing(Kind.NOT_APPLIED)));

        StateOutcomeUnknownException error =
                started(states.replace(OLD, VALUE)).error(StateOutcomeUnknownException.class);

        assertThat(error.getCause()).hasMessageContaining("UNKNOWN");
        assertThat(error.getSuppressed()).hasSize(1);
        assertThat(error.getSuppressed()[0])
                .isInstanceOf(StorageUnavailableException.class)
                .hasStackTraceContaining("NOT_APPLIED");
    }

    @Test
    void what_was_not_applied_is_told_without_a_look() {
        failing(Kind.NOT_APPLIED);

        started(states.create("space", "key", VALUE)).error(StorageUnavailableException.class);
        started(states.replace(OLD, VALUE)).error(StorageUnavailableException.class);
        started(states.remove(OLD)).error(StorageUnavailableException.class);

        assertThat(table.asked).containsExactly("create", "replace", "remove");
    }

    @Test
    void what_is_final_is_told_without_a_look() {
        failing(Kind.FINAL);

        started(states.create("space", "key", VALUE)).error(StorageException.class);
        started(states.replace(OLD, VALUE)).error(StorageException.class);
        started(states.remove(OLD)).error(StorageException.class);

        assertThat(table.asked).containsExactly("create", "replace", "remove");
    }

    @Test
    void what_is_not_initialized_names_the_cure() {
        failing(Kind.NOT_INITIALIZED);
        table.found = Mono.error(new Failing(Kind.NOT_INITIALIZED));
        table.pages.add(Mono.error(new Failing(Kind.NOT_INITIALIZED)));

        for (Mono<?> use : List.of(
                states.create("space", "key", VALUE),
                states.replace(OLD, VALUE),
                states.remove(OLD),
                states.get("space", "key"),
                states.scan("space", "").collectList())) {
            assertThat(started(use).error(StorageException.class)).hasMessageContaining("initialize()");
        }
    }

    @Test
    void the_lost_answer_of_a_read_is_no_unknown_outcome() {
        table.found = Mono.error(new Failing(Kind.UNKNOWN));
        table.pages.add(Mono.error(new Failing(Kind.UNKNOWN)));

        started(states.get("space", "key")).error(StorageUnavailableException.class);
        started(states.scan("space", "").collectList()).error(StorageUnavailableException.class);
    }

    @Test
    void a_change_without_an_answer_is_looked_for_after_the_commit_time_out() {
        AtomicBoolean cancelled = new AtomicBoolean();
        table.changing = entry -> {
            table.found = Mono.just(entry);
            return Mono.<StateEntry>never().doOnCancel(() -> cancelled.set(true));
        };

        Ended<StateEntry> found = started(states.create("space", "key", VALUE));
        time.advanceTimeBy(Duration.ofMillis(9_999));
        assertThat(found.open()).isTrue();
        assertThat(table.asked).containsExactly("create");
        time.advanceTimeBy(Duration.ofMillis(1));

        assertThat(found.values()).extracting(StateEntry::version).isEqualTo(table.nonces);
        assertThat(cancelled).isTrue();
    }

    @Test
    void a_change_without_an_answer_and_a_look_without_one_are_unknown_after_both_time_outs() {
        table.changing = entry -> Mono.never();
        table.found = Mono.never();

        Ended<StateEntry> lost = started(states.replace(OLD, VALUE));
        time.advanceTimeBy(Duration.ofSeconds(10));
        assertThat(table.asked).containsExactly("replace", "get space/key");
        time.advanceTimeBy(Duration.ofMillis(9_999));
        assertThat(lost.open()).isTrue();
        time.advanceTimeBy(Duration.ofMillis(1));

        StateOutcomeUnknownException error = lost.error(StateOutcomeUnknownException.class);
        assertThat(error).hasMessageContaining("commit time-out");
        assertThat(error.getSuppressed())
                .singleElement()
                .satisfies(look -> assertThat(look)
                        .isInstanceOf(StorageUnavailableException.class)
                        .hasMessageContaining("read time-out"));
    }

    @Test
    void a_removal_whose_answer_is_lost_stays_unknown_without_a_look() {
        failing(Kind.UNKNOWN);
        assertThat(started(states.remove(OLD)).error(StateOutcomeUnknownException.class))
                .hasCauseInstanceOf(Failing.class);

        table.removing = Mono.never();
        Ended<Boolean> hanging = started(states.remove(OLD));
        time.advanceTimeBy(Duration.ofSeconds(10));

        hanging.error(StateOutcomeUnknownException.class);
        assertThat(table.asked).containsExactly("remove", "remove");
    }

    @Test
    void a_condition_that_fails_is_an_empty_answer_without_a_look() {
        table.changing = entry -> Mono.empty();
        table.removing = Mono.just(false);

        StepVerifier.create(states.create("space", "key", VALUE)).verifyComplete();
        StepVerifier.create(states.replace(OLD, VALUE)).verifyComplete();
        StepVerifier.create(states.remove(OLD)).expectNext(false).verifyComplete();

        assertThat(table.asked).containsExactly("create", "replace", "remove");
    }

    @Test
    void each_subscription_draws_a_nonce_of_its_own() {
        Mono<StateEntry> creating = states.create("space", "key", VALUE);
        Mono<StateEntry> replacing = states.replace(OLD, VALUE);
        assertThat(table.nonces).isEmpty();

        creating.block();
        creating.block();
        replacing.block();
        replacing.block();

        assertThat(table.nonces)
                .hasSize(4)
                .doesNotHaveDuplicates()
                .allSatisfy(nonce -> assertThat(nonce).hasSize(StateTable.NONCE_LENGTH));
    }

    @Test
    void a_value_that_is_too_large_is_refused_before_the_table_is_asked() {
        byte[] large = new byte[StateStore.MAX_VALUE_BYTES + 1];

        started(states.create("space", "key", large)).error(IllegalArgumentException.class);
        started(states.replace(OLD, large)).error(IllegalArgumentException.class);

        assertThat(table.asked).isEmpty();
    }

    private static StatePage page(int from, int to, boolean last) {
        List<StateEntry> entries = IntStream.range(from, to)
                .mapToObj(i -> new StateEntry("space", "k" + i, VALUE, "v" + i))
                .toList();
        return new StatePage(entries, "k" + (to - 1), last);
    }

    @Test
    void pages_are_asked_for_on_demand_each_behind_the_one_before() {
        table.pages.add(Mono.just(page(0, 3, false)));
        table.pages.add(Mono.just(page(3, 6, false)));
        table.pages.add(Mono.just(page(6, 7, true)));

        StepVerifier.create(states.scan("space", "k0").map(StateEntry::key), 0)
                .expectSubscription()
                .then(() -> assertThat(table.asked).isEmpty())
                .thenRequest(1)
                .expectNext("k0")
                .then(() -> assertThat(table.asked).containsExactly("scan space from k0"))
                .thenRequest(2)
                .expectNext("k1", "k2")
                .then(() -> assertThat(table.asked).hasSize(1))
                .thenRequest(1)
                .expectNext("k3")
                .then(() -> assertThat(table.asked).hasSize(2))
                .thenRequest(Long.MAX_VALUE)
                .expectNext("k4", "k5", "k6")
                .verifyComplete();

        assertThat(table.asked).containsExactly("scan space from k0", "scan space behind k2", "scan space behind k5");
    }

    @Test
    void two_subscriptions_of_a_scan_do_not_share_a_place() {
        for (int i = 0; i < 2; i++) {
            table.pages.add(Mono.just(page(0, 3, false)));
        }
        for (int i = 0; i < 2; i++) {
            table.pages.add(Mono.just(page(3, 4, true)));
        }
        Flux<StateEntry> scanning = states.scan("space", "");
        List<String> one = new ArrayList<>();
        List<String> two = new ArrayList<>();
        Sinks.Empty<Void> goOn = Sinks.empty();
        scanning.delayUntil(entry -> entry.key().equals("k2") ? goOn.asMono() : Mono.empty())
                .subscribe(entry -> one.add(entry.key()));
        scanning.subscribe(entry -> two.add(entry.key()));
        goOn.tryEmitEmpty();

        assertThat(one).containsExactly("k0", "k1", "k2", "k3");
        assertThat(two).isEqualTo(one);
        assertThat(table.asked)
                .contains("scan space from ", "scan space behind k2")
                .hasSize(4);
    }

    @Test
    void an_empty_page_that_is_not_the_last_goes_on_behind_its_end() {
        table.pages.add(Mono.just(new StatePage(List.of(), "k4", false)));
        table.pages.add(Mono.just(new StatePage(List.of(), "k8", false)));
        table.pages.add(Mono.just(page(9, 10, true)));

        StepVerifier.create(states.scan("space", "").map(StateEntry::key))
                .expectNext("k9")
                .verifyComplete();

        assertThat(table.asked).containsExactly("scan space from ", "scan space behind k4", "scan space behind k8");
    }

    @Test
    void what_was_read_comes_before_the_error() {
        table.pages.add(Mono.just(page(0, 3, false)));
        table.pages.add(Mono.error(new Failing(Kind.NOT_APPLIED)));

        StepVerifier.create(states.scan("space", "").map(StateEntry::key))
                .expectNext("k0", "k1", "k2")
                .verifyError(StorageUnavailableException.class);
    }

    @Test
    void a_page_that_does_not_come_is_an_error_after_the_read_time_out() {
        table.pages.add(Mono.never());

        Ended<List<StateEntry>> hanging = started(states.scan("space", "").collectList());
        time.advanceTimeBy(Duration.ofSeconds(10));

        assertThat(hanging.error(StorageUnavailableException.class)).hasMessageContaining("read time-out");
    }
}
