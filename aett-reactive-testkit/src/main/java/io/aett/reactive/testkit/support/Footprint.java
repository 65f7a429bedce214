package io.aett.reactive.testkit.support;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import org.jspecify.annotations.Nullable;

/**
 * What this process uses, after a garbage collection.
 *
 * @param files open ones, connections among them; 0 on systems that do not tell
 */
public record Footprint(int threads, long files, long bytes) {

    /** Threads of schedulers and drivers come with load, up to so many more than there were. */
    private static final int MORE_THREADS = 8;

    /** Some clients close what they resolved names by when they open the next connection, or half a minute later. */
    private static final long MORE_FILES = 100;

    private static final long MORE_BYTES = 16L << 20;

    /** Now. */
    public static Footprint now() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return new Footprint(
                ManagementFactory.getThreadMXBean().getThreadCount(),
                ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
                        ? system.getOpenFileDescriptorCount()
                        : 0,
                runtime.totalMemory() - runtime.freeMemory());
    }

    /** No more than before, but for what comes with load and stays; anything if there was no before. */
    public boolean isWithin(@Nullable Footprint before) {
        return before == null
                || (threads <= before.threads + MORE_THREADS
                        && files <= before.files + MORE_FILES
                        && bytes <= before.bytes + MORE_BYTES);
    }

    @Override
    public String toString() {
        return threads + " threads, " + files + " open files, " + (bytes >> 10) + " KiB";
    }
}
