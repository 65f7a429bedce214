package io.aett.reactive.memory;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aett.reactive.Commit;
import io.aett.reactive.CommitOutcomeUnknownException;
import io.aett.reactive.StorageUnavailableException;
import io.aett.reactive.testkit.always.AlwaysOn;
import io.aett.reactive.testkit.matrix.Cell;
import io.aett.reactive.testkit.matrix.Faults;
import io.aett.reactive.testkit.matrix.FaultyStorageGround;
import io.aett.reactive.testkit.matrix.Interposed;
import io.aett.reactive.testkit.matrix.MatrixReport;
import io.aett.reactive.testkit.matrix.Operation;
import io.aett.reactive.testkit.matrix.Pace;
import io.aett.reactive.testkit.support.Seeded;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The fault matrix can fail: stores that do what stores must not do under faults, each with what is said of it. */
@ExtendWith(AlwaysOn.class)
class MatrixMutantsTest {

    private static final Pace PACE = new Pace(Duration.ofMillis(300), Duration.ofMillis(500), Duration.ofSeconds(2));

    private static void assertFails(
            String fault, String operation, Supplier<Interposed.Between> mutant, String because) {
        var wrong = Faults.ofStorage().stream()
                .filter(one -> one.name().equals(fault))
                .findFirst()
                .orElseThrow();
        Operation work = Operation.all().stream()
                .filter(one -> one.name().equals(operation))
                .findFirst()
                .orElseThrow();
        Cell<FaultyStorageGround> cell = new Cell<>(
                "mutant", wrong, work, () -> MemoryGround.of(store -> Interposed.of(store, mutant.get())), PACE);
        assertThatThrownBy(() -> Seeded.withSeed(seed -> cell.run(seed, new MatrixReport("mutants"))))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(because);
    }

    @Test
    void a_failed_append_that_is_answered_as_success_is_found() {
        assertFails(
                "connections refused",
                "append",
                () -> new Interposed.Between() {
                    @Override
                    public Mono<Commit> commit(Commit commit, Mono<Commit> call) {
                        return call.onErrorReturn(StorageUnavailableException.class, commit);
                    }
                },
                "acknowledged, but not stored");
    }

    @Test
    void a_stored_append_of_which_is_said_that_it_was_not_is_found() {
        assertFails(
                "lost answers",
                "append",
                () -> new Interposed.Between() {
                    @Override
                    public Mono<Commit> commit(Commit commit, Mono<Commit> call) {
                        return call.onErrorMap(
                                CommitOutcomeUnknownException.class,
                                unknown -> new StorageUnavailableException("nothing was written"));
                    }
                },
                "NonConflictingCommitException");
    }

    @Test
    void a_call_that_never_ends_after_a_black_hole_is_found() {
        assertFails(
                "black hole",
                "read",
                () -> new Interposed.Between() {
                    @Override
                    public <T> Mono<T> one(String operation, Mono<T> call) {
                        return call.onErrorResume(StorageUnavailableException.class, failure -> Mono.never());
                    }
                },
                "did not end within");
    }

    @Test
    void a_commit_that_is_skipped_while_following_is_found() {
        assertFails(
                "connections refused",
                "follow",
                () -> new Interposed.Between() {
                    @Override
                    public Flux<Commit> follow(long checkpoint, LongFunction<Flux<Commit>> following) {
                        return following
                                .apply(checkpoint)
                                .filter(commit -> !commit.streamId().equals("a") || commit.commitSequence() != 3);
                    }
                },
                "skipped, although it went on");
    }

    @Test
    void a_follower_that_a_fault_ends_is_found() {
        assertFails(
                "connections refused",
                "follow",
                () -> new Interposed.Between() {
                    private final AtomicBoolean broken = new AtomicBoolean();

                    @Override
                    public Mono<Commit> commit(Commit commit, Mono<Commit> call) {
                        return call.doOnError(failure -> broken.set(true));
                    }

                    @Override
                    public Flux<Commit> follow(long checkpoint, LongFunction<Flux<Commit>> following) {
                        return following.apply(checkpoint).doOnNext(commit -> {
                            if (broken.get()) {
                                throw new IllegalStateException("gave up");
                            }
                        });
                    }
                },
                "after the fault");
    }

    @Test
    void a_purge_that_is_acknowledged_although_it_failed_is_found() {
        assertFails(
                "connections refused",
                "purge",
                () -> new Interposed.Between() {
                    @Override
                    public <T> Mono<T> one(String operation, Mono<T> call) {
                        return operation.equals("purge") ? call.onErrorComplete() : call;
                    }
                },
                "purged, but there");
    }

    @Test
    void a_store_that_does_not_work_again_is_found() {
        assertFails(
                "connections refused",
                "states",
                () -> new Interposed.Between() {
                    private final AtomicBoolean broken = new AtomicBoolean();

                    @Override
                    public <T> Mono<T> one(String operation, Mono<T> call) {
                        return Mono.defer(() -> broken.get()
                                        ? Mono.error(new StorageUnavailableException("still broken"))
                                        : call)
                                .doOnError(failure -> broken.set(true));
                    }
                },
                "after the fault");
    }
}
