package io.aett.reactive.benchmarks.load;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * So many callers at once, for so long or so often.
 *
 * @param callers how many
 * @param threads whether each caller has a thread of its own; otherwise they go on where their operations end
 * @param duration when no caller begins another operation
 * @param most the most operations of each caller
 */
public record Load(int callers, boolean threads, Duration duration, long most) {

    private static final OperatingSystemMXBean PROCESS =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    /** Limited by time alone. */
    public static Load of(int callers, boolean threads, Duration duration) {
        return new Load(callers, threads, duration, Long.MAX_VALUE);
    }

    /** Runs one round, and waits for its end; fails with what an operation failed with. */
    public Sample run(Operation operation) {
        CountDownLatch done = new CountDownLatch(callers);
        List<Caller> all = new ArrayList<>();
        long cpuBefore = PROCESS.getProcessCpuTime();
        long begun = System.nanoTime();
        for (int i = 0; i < callers; i++) {
            all.add(new Caller(i, operation, begun + duration.toNanos(), most, done));
        }
        for (Caller caller : all) {
            if (threads && callers > 1) {
                new Thread(caller::run, "caller").start();
            } else {
                caller.run();
            }
        }
        await(done);
        long nanos = System.nanoTime() - begun;
        long cpu = PROCESS.getProcessCpuTime() - cpuBefore;
        Latencies latencies = new Latencies();
        for (Caller caller : all) {
            Throwable failure = caller.failure();
            if (failure != null) {
                throw new IllegalStateException("an operation failed: " + failure, failure);
            }
            latencies.addAll(caller.latencies());
        }
        return new Sample(latencies.size(), nanos, cpu, latencies.quantile(0.5), latencies.quantile(0.99));
    }

    private static void await(CountDownLatch done) {
        try {
            done.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
