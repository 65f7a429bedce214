package io.aett.reactive.testkit.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class AwaitTest {

    @Test
    void who_waits_in_vain_shows_which_thread_turns_in_circles() throws InterruptedException {
        AtomicBoolean over = new AtomicBoolean();
        Thread turning = new Thread(() -> turn(over), "turning");
        turning.start();
        AssertionError error = catchThrowableOfType(
                AssertionError.class, () -> Await.until(Duration.ofMillis(50), () -> "the end", () -> false));
        over.set(true);
        turning.join();

        assertThat(error).hasMessageContaining("the end");
        assertThat(error.getSuppressed())
                .filteredOn(running -> running.getMessage().startsWith("turning"))
                .singleElement()
                .satisfies(running -> assertThat(running.getStackTrace())
                        .anyMatch(frame -> frame.getMethodName().equals("turn")));
    }

    private static void turn(AtomicBoolean over) {
        while (!over.get()) {
            Thread.onSpinWait();
        }
    }
}
