package io.aett.reactive.testkit.matrix;

import static io.aett.reactive.testkit.matrix.Trouble.onAThread;

import io.aett.reactive.testkit.process.ConsumerOptions;
import io.aett.reactive.testkit.process.ConsumerOptions.Handling;
import io.aett.reactive.testkit.process.ConsumerProcess;
import io.aett.reactive.testkit.process.ProcessFixture;
import io.aett.reactive.testkit.support.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Another process writes to the same store, and is killed, or stopped, in whatever it does. What was acknowledged to it must be there. */
final class WriterTrouble implements Trouble {

    private static final int MOST_COMMITS = 40;

    private final ProcessFixture ground;
    private final boolean kills;
    private final int after;
    private @Nullable Path folder;
    private @Nullable ConsumerProcess process;
    private int storedWhenStopped;

    private WriterTrouble(ProcessFixture ground, Random random, boolean kills) {
        this.ground = ground;
        this.kills = kills;
        this.after = 1 + random.nextInt(MOST_COMMITS);
    }

    static Trouble killed(ProcessFixture ground, Random random) {
        return new WriterTrouble(ground, random, true);
    }

    static Trouble stopped(ProcessFixture ground, Random random) {
        return new WriterTrouble(ground, random, false);
    }

    @Override
    public Mono<Void> prepare() {
        return onAThread(() -> {
            try {
                Path made = Files.createTempDirectory("aett-matrix");
                folder = made;
                ConsumerProcess started = ConsumerProcess.start(
                        made,
                        "writer",
                        ConsumerOptions.of(ground, "other-process", 1, Duration.ofSeconds(1), Handling.WRITE));
                process = started;
                started.run();
                awaitStored(started, after);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private static void awaitStored(ConsumerProcess writer, int commits) {
        Await.until(
                () -> commits + " commits of the other process, not "
                        + writer.stored().size() + "; " + writer.lastWords(),
                () -> writer.stored().size() >= commits);
    }

    private ConsumerProcess process() {
        ConsumerProcess started = process;
        if (started == null) {
            throw new IllegalStateException("not prepared");
        }
        return started;
    }

    @Override
    public Mono<Void> begin() {
        return onAThread(() -> {
            if (kills) {
                process().kill();
            } else {
                process().pause();
                storedWhenStopped = process().stored().size();
            }
        });
    }

    @Override
    public Mono<Void> heal() {
        return onAThread(() -> {
            if (!kills) {
                process().resume();
            }
        });
    }

    /** One that was stopped has to go on. */
    @Override
    public void end(History history) {
        ConsumerProcess writer = process();
        if (!kills) {
            awaitStored(writer, storedWhenStopped + 2);
        }
        writer.kill();
        writer.stored().forEach(history::storedElsewhere);
    }

    @Override
    public void close() {
        ConsumerProcess writer = process;
        if (writer != null) {
            writer.close();
        }
        Path made = folder;
        if (made != null) {
            delete(made);
        }
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            List<Path> all = files.sorted(Comparator.reverseOrder()).toList();
            for (Path file : all) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
