package io.aett.reactive.memory;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.aett.reactive.spi.AppendResult;
import io.aett.reactive.spi.EncodedCommit;
import io.aett.reactive.spi.LogPage;
import io.aett.reactive.spi.Page;
import io.aett.reactive.spi.PageRequest;
import io.aett.reactive.spi.StreamKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * What threads do to one log in {@link LinearizabilityTest}: two streams of one tenant, commits of one event. Results are numbers.
 * The changes and reads are the store's own; what Reactor puts around them is left away, so that the interleavings explored are the
 * store's and not Reactor's.
 */
@Param(name = "stream", gen = IntGen.class, conf = "1:2")
@Param(name = "sequence", gen = IntGen.class, conf = "1:2")
@Param(name = "id", gen = IntGen.class, conf = "1:3")
public class LogOperations {

    private static final PageRequest ALL = new PageRequest(0, 100, Long.MAX_VALUE);
    private static final byte[] PAYLOAD = "{}".getBytes(UTF_8);
    private static final StreamKey ONE = new StreamKey("t", "s1");
    private static final StreamKey TWO = new StreamKey("t", "s2");

    private final MemoryCommitLog log = new MemoryCommitLog();
    private final MemoryManagement management = new MemoryManagement(log);

    /** The outcome, with the numbers that the caller is told. */
    @Operation
    public List<Long> append(
            @Param(name = "stream") int stream, @Param(name = "sequence") int sequence, @Param(name = "id") int id) {
        List<EncodedCommit> batch = List.of(commit(key(stream), sequence, id));
        return results(changed(() -> log.appendNow(batch)));
    }

    /** Two streams in one batch. */
    @Operation
    public List<Long> appendBoth(@Param(name = "sequence") int sequence, @Param(name = "id") int id) {
        List<EncodedCommit> batch = List.of(commit(ONE, sequence, id), commit(TWO, sequence, id));
        return results(changed(() -> log.appendNow(batch)));
    }

    /** The stream as it is. */
    @Operation
    public List<Long> read(@Param(name = "stream") int stream) {
        return numbers(now(log.readStream(key(stream), 1, Long.MAX_VALUE, ALL)).commits());
    }

    /** The global order as it is. */
    @Operation
    public List<Long> readAll() {
        LogPage page = now(log.readAll(ALL));
        List<Long> all = numbers(page.commits());
        all.add(page.settled());
        all.add(page.head().last());
        return all;
    }

    /** The tenant as it is. */
    @Operation
    public List<Long> readTenant() {
        Page page = now(log.readTenant("t", Instant.MAX, ALL));
        return numbers(page.commits());
    }

    /** The commit with this id. */
    @Operation
    public List<Long> find(@Param(name = "stream") int stream, @Param(name = "id") int id) {
        EncodedCommit found = nowOrNull(log.find(key(stream), new UUID(0, id)));
        return found == null ? List.of() : numbers(List.of(found));
    }

    /** Whether there was something to take away. */
    @Operation
    public boolean purge() {
        return changed(() -> management.purgeNow("t"));
    }

    /** How a change is made. */
    <T> T changed(Supplier<T> change) {
        Outcome<T> outcome = new Outcome<>();
        log.turns.run(change, (value, failure) -> outcome.value = value);
        T value = outcome.value;
        while (value == null) {
            Thread.onSpinWait();
            value = outcome.value;
        }
        return value;
    }

    /** It may come on the thread of another change. */
    private static final class Outcome<T> {
        private volatile @Nullable T value;
    }

    private static StreamKey key(int stream) {
        return stream == 1 ? ONE : TWO;
    }

    private static EncodedCommit commit(StreamKey stream, int sequence, int id) {
        UUID commitId = new UUID(0, id);
        return new EncodedCommit(stream, sequence, sequence, 1, commitId, commitId, Instant.EPOCH, PAYLOAD, 0);
    }

    private static List<Long> results(List<AppendResult> results) {
        List<Long> told = new ArrayList<>();
        for (AppendResult result : results) {
            if (result instanceof AppendResult.Appended appended) {
                told.add(1L);
                told.add(appended.checkpoint());
            } else if (result instanceof AppendResult.AlreadyStored already) {
                told.add(2L);
                told.add(already.commit().checkpoint());
            } else if (result instanceof AppendResult.SequenceTaken taken) {
                told.add(3L);
                told.add(taken.headSequence());
            } else if (result instanceof AppendResult.OutOfOrder order) {
                told.add(4L);
                told.add(order.headSequence());
            }
        }
        return told;
    }

    private static List<Long> numbers(List<EncodedCommit> commits) {
        List<Long> numbers = new ArrayList<>();
        for (EncodedCommit commit : commits) {
            numbers.add(commit.sequence());
            numbers.add(commit.commitId().getLeastSignificantBits());
            numbers.add(commit.checkpoint());
        }
        return numbers;
    }

    private static <T> T now(Mono<T> read) {
        T value = nowOrNull(read);
        if (value == null) {
            throw new IllegalStateException("no value");
        }
        return value;
    }

    /** Reads are made on the thread that asks, at once. */
    @SuppressWarnings("unchecked")
    private static <T> @Nullable T nowOrNull(Mono<T> read) {
        try {
            return ((Callable<T>) read).call();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
