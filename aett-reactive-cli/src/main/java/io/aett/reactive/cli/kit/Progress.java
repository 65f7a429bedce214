package io.aett.reactive.cli.kit;

import java.util.function.Function;
import java.util.function.Supplier;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Tells how far something is, on the error output, or nobody. */
public final class Progress implements AutoCloseable {

    private static final int UPDATE_MILLIS = 100;
    private static final int MAX_COLUMNS = 100;

    private final @Nullable ProgressBar bar;

    private Progress(@Nullable ProgressBar bar) {
        this.bar = bar;
    }

    /** A bar on a terminal of so many columns; without an end if {@code total} is negative. */
    public static Progress bar(String task, long total, int columns) {
        return new Progress(new ProgressBarBuilder()
                .setTaskName(task)
                .setInitialMax(total)
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(UPDATE_MILLIS)
                .setConsumer(new ConsoleProgressBarConsumer(System.err, Math.min(MAX_COLUMNS, columns) - 1))
                .build());
    }

    /** Tells nobody. */
    public static Progress silent() {
        return new Progress(null);
    }

    /** The work, with a progress that begins and ends with it. */
    public static <T> Mono<T> shown(Supplier<Progress> progress, Function<Progress, Mono<T>> work) {
        return Mono.using(progress::get, work);
    }

    /** So many more. */
    public void step(long more) {
        if (bar != null) {
            bar.stepBy(more);
        }
    }

    /** So many in all. */
    public void stepTo(long reached) {
        if (bar != null) {
            bar.stepTo(reached);
        }
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
