package io.aett.reactive.testkit.suite;

import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.process.CommandRelay;
import io.aett.reactive.testkit.RequestCounting;
import io.aett.reactive.testkit.domain.Errand.Task;
import io.aett.reactive.testkit.subscription.FailingStore;
import io.aett.reactive.testkit.subscription.Running;
import io.aett.reactive.testkit.support.Await;
import io.aett.reactive.testkit.support.HastyScheduler;
import io.aett.reactive.testkit.support.MovedClock;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** P3 of the contract: what it costs that many timers wait. */
public abstract class TimerVolumeContract extends ContractSuite<RequestCounting> {

    private static final int TIMERS = 100_000;
    private static final int AT_A_TIME = 10_000;
    private static final int LOOKS = 5;

    /** Reminders as they are stored, due one nanosecond after the other. */
    private void remind(int from, int count) {
        long second = STAMP.getEpochSecond() ^ Long.MIN_VALUE;
        Await.done(Flux.range(from, count)
                .flatMap(
                        n -> store().states()
                                .create(
                                        "aett.timers/relay",
                                        String.format("%016x%08x/%s", second, n, new UUID(0, n)),
                                        ("{\"tenant\":\"tenant\",\"saga\":\"saga\",\"name\":\"t" + n + "\",\"due\":\""
                                                        + STAMP.truncatedTo(ChronoUnit.SECONDS)
                                                                .plusNanos(n)
                                                        + "\",\"commit\":\"" + new UUID(1, n) + "\",\"revision\":1}")
                                                .getBytes(StandardCharsets.UTF_8)),
                        64)
                .then());
    }

    /** P3: as much as one that waits. */
    @Test
    void a_look_at_many_timers_that_wait_reads_one_page_and_no_more() {
        for (int from = 0; from < TIMERS; from += AT_A_TIME) {
            remind(from, AT_A_TIME);
        }
        FailingStore watched = new FailingStore(store());
        CommandRelay relay = CommandRelay.builder("relay", watched.store())
                .on(Task.class, (task, context) -> Mono.empty())
                .clock(new MovedClock(STAMP.minusSeconds(3600)))
                .scheduler(new HastyScheduler())
                .subscription(options -> options.leaseTime(Duration.ofSeconds(90)))
                .build();
        Running running = Running.of(relay);
        awaitLooks(watched, 2);
        data().resetRequests();
        awaitLooks(watched, LOOKS);
        running.stop();

        assertThat(data().requests()).isLessThan(TIMERS / 1000);
        assertThat(Await.all(relay.pendingTimers().take(1000)))
                .hasSize(1000)
                .allSatisfy(timer -> assertThat(timer.due()).isBefore(STAMP));
        assertThat(watched.asked("commit", "")).isZero();
    }

    private static void awaitLooks(FailingStore watched, int more) {
        int before = watched.asked("scan", "");
        Await.until(() -> more + " looks", () -> watched.asked("scan", "") >= before + more);
    }
}
