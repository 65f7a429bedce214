package io.aett.reactive.benchmarks.probe;

import com.sun.management.OperatingSystemMXBean;
import io.aett.reactive.EventStore;
import io.aett.reactive.benchmarks.load.Load;
import io.aett.reactive.benchmarks.load.Operation;
import io.aett.reactive.benchmarks.model.ItemAdded;
import io.aett.reactive.benchmarks.subject.Commits;
import io.aett.reactive.benchmarks.subject.Raw;
import io.aett.reactive.benchmarks.subject.Subjects;
import java.lang.management.ManagementFactory;
import java.time.Duration;

/** Commits a number of times, one after the other, and says how much processor time that took since the program began. */
public final class FreshProbe {

    /** Writes through the store. */
    public static final String STORE = "store";

    /** Writes by hand. */
    public static final String RAW = "raw";

    /** Said at the end, in nanoseconds. */
    public static final String SPENT = "spent";

    private static final Duration NO_LIMIT = Duration.ofHours(1);

    private FreshProbe() {}

    /** Arguments: the store's address, {@link #STORE} or {@link #RAW}, the number of commits. */
    public static void main(String[] arguments) {
        OperatingSystemMXBean process = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        long before = process.getProcessCpuTime();
        Operation operation = arguments[1].equals(STORE) ? store(arguments[0]) : raw(arguments[0]);
        new Load(1, false, NO_LIMIT, Integer.parseInt(arguments[2])).run(operation);
        Probe.say(SPENT, process.getProcessCpuTime() - before);
        System.exit(0);
    }

    private static Operation store(String address) {
        EventStore store = Subjects.open(address);
        return (caller, index) -> store.commits().commit(Commits.of("fresh", index + 1));
    }

    private static Operation raw(String address) {
        Raw raw = Subjects.openRaw(address);
        return (caller, index) -> raw.append(0, "fresh", index + 1, ItemAdded.number(index + 1));
    }
}
