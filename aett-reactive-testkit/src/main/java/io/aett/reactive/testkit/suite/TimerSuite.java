package io.aett.reactive.testkit.suite;

import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.Commit;
import io.aett.reactive.EventStore;
import io.aett.reactive.process.CommandRelay;
import io.aett.reactive.process.PendingTimer;
import io.aett.reactive.testkit.domain.Errand.Task;
import io.aett.reactive.testkit.domain.Errand.Timed;
import io.aett.reactive.testkit.subscription.Handovers;
import io.aett.reactive.testkit.support.Await;
import io.aett.reactive.testkit.support.MovedClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;

/** What the suites of timers share: a clock that the test moves, and a way to know that relays have looked at it. */
abstract class TimerSuite extends SagaSuite {

    /** Says what is due. */
    protected final MovedClock clock = new MovedClock(at(0));

    private int looks;

    /** So many seconds after the clock's first moment. */
    protected static Instant at(long seconds) {
        return STAMP.plusSeconds(seconds);
    }

    protected static Timed timed(String errand, String timer, long seconds, int amount) {
        return new Timed(errand, timer, at(seconds), amount);
    }

    /** As {@link #relay}, by the clock of the test. */
    protected final CommandRelay.Builder clocked(String name, EventStore store, Handovers handovers) {
        return relay(name, store, handovers).clock(clock);
    }

    protected final List<PendingTimer> pending(String relay) {
        return Await.all(clocked(relay, store(), Handovers.empty()).build().pendingTimers());
    }

    /** Waits until it has noted all that is stored, and this is what waits. */
    protected final void awaitPending(String relay, Predicate<List<PendingTimer>> wanted) {
        settle(relay + TIMERS);
        Await.until(() -> "other timers than " + pending(relay), () -> wanted.test(pending(relay)));
    }

    protected final void awaitPending(String relay, int count) {
        awaitPending(relay, timers -> timers.size() == count);
    }

    /** Waits until a relay that runs has looked at the clock, and found what was due by then. */
    protected final void awaitLook(String relay, Handovers handovers) {
        for (int i = 0; i < 2; i++) {
            String errand = "look-" + ++looks;
            Instant justDue = clock.instant().minus(Duration.ofNanos(1));
            tellSaga("saga-of-" + errand, new Timed(errand, "look", justDue, 0));
            Await.until(
                    () -> "a look; " + pending(relay),
                    () -> !handovers.of(errand).isEmpty()
                            && pending(relay).stream()
                                    .noneMatch(timer -> timer.due().equals(justDue)));
        }
    }

    /** Goes there, and waits until a relay that runs has found what is due then. */
    protected final void moveTo(Instant then, String relay, Handovers handovers) {
        clock.moveTo(then);
        awaitLook(relay, handovers);
        settle(relay);
    }

    /** The commits that say that timers of an errand were due. */
    protected final List<Commit> fired(String errand) {
        return readAll().stream()
                .filter(commit -> commit.streamId().startsWith("timer-"))
                .filter(commit ->
                        ((Task) commit.events().get(0).body()).errand().equals(errand))
                .toList();
    }

    /** Nothing is left to do. */
    protected final void assertOver(String... relays) {
        for (String relay : relays) {
            Await.until(
                    () -> "no timers; " + pending(relay), () -> pending(relay).isEmpty());
            assertThat(parked(relay)).as(relay).isEmpty();
            assertThat(parked(relay + TIMERS)).as(relay + TIMERS).isEmpty();
        }
    }
}
