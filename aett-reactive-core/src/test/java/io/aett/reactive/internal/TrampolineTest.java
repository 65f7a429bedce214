package io.aett.reactive.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Hooks;
import reactor.core.scheduler.Schedulers;

class TrampolineTest {

    private final Queue<Runnable> inbox = new ConcurrentLinkedQueue<>();
    private Trampoline trampoline = new Trampoline(this::collect, Schedulers.parallel());
    private int rounds;
    private int deepest;

    private void collect(Consumer<Runnable> tellings) {
        for (Runnable next = inbox.poll(); next != null; next = inbox.poll()) {
            tellings.accept(next);
        }
    }

    private void post(Runnable telling) {
        inbox.add(telling);
        trampoline.run();
    }

    private void again() {
        deepest = Math.max(deepest, Thread.currentThread().getStackTrace().length);
        if (++rounds < 1_000) {
            post(this::again);
            post(() -> {});
        }
    }

    @Test
    void who_comes_again_when_told_is_told_by_the_same_loop() {
        trampoline = new Trampoline(this::collect, null); // on this thread alone, however slow it is
        int here = Thread.currentThread().getStackTrace().length;
        post(this::again);

        assertThat(rounds).isEqualTo(1_000);
        assertThat(deepest - here).isLessThan(15);
    }

    @Test
    void a_throw_ends_its_own_telling_and_nothing_else() {
        List<Object> told = new ArrayList<>();
        List<Throwable> thrown = new ArrayList<>();
        Hooks.onErrorDropped(thrown::add);
        try {
            trampoline.tell(
                    List.of(
                            () -> {
                                throw new NoClassDefFoundError("first");
                            },
                            () -> told.add("second")),
                    () -> told.add("last"),
                    false);
            inbox.add(() -> told.add("third"));
            Trampoline failing = new Trampoline(
                    tellings -> {
                        if (thrown.size() == 1) {
                            throw new StackOverflowError();
                        }
                        tellings.accept(() -> told.add("collected again"));
                    },
                    null);
            failing.run();
            failing.run();
        } finally {
            Hooks.resetOnErrorDropped();
        }
        post(() -> told.add("fourth"));

        assertThat(told).containsExactly("second", "last", "collected again", "third", "fourth");
        assertThat(thrown).hasSize(2);
    }

    @Test
    void what_waits_behind_one_who_does_not_return_is_told_elsewhere() throws InterruptedException {
        CountDownLatch told = new CountDownLatch(2);
        List<Boolean> heard = new ArrayList<>();

        post(() -> {
            post(told::countDown);
            post(told::countDown);
            heard.add(await(told));
        });

        assertThat(heard).containsExactly(true);
    }

    @Test
    void what_comes_afterwards_comes_after_all_that_is_told_on_the_thread() {
        trampoline = new Trampoline(this::collect, null); // on this thread alone, however slow it is
        List<String> order = new ArrayList<>();
        Trampoline other = new Trampoline(
                tellings -> tellings.accept(() -> Trampoline.afterwards(() -> order.add("afterwards"))), null);

        post(() -> {
            post(() -> order.add("told"));
            other.run();
            order.add("returned");
        });
        Trampoline.afterwards(() -> order.add("at once"));

        assertThat(order).containsExactly("returned", "told", "afterwards", "at once");
    }

    private static boolean await(CountDownLatch latch) {
        try {
            return latch.await(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
