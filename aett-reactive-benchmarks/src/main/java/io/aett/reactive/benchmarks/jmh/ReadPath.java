package io.aett.reactive.benchmarks.jmh;

import io.aett.reactive.CommitStore;
import io.aett.reactive.benchmarks.model.ItemAdded;
import io.aett.reactive.benchmarks.model.StoredForm;
import io.aett.reactive.serialization.EventSerializer;
import io.aett.reactive.spi.EncodedCommit;
import io.aett.reactive.spi.StreamKey;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.NullUnmarked;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What an event read costs in core, from a log with all commits at hand. Figures are for one event. {@code byHand} parses the
 * same bytes; {@code paging} has a serializer that does nothing: pages, envelope, signals.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@NullUnmarked
public class ReadPath {

    private static final int EVENTS = 10_000;

    /** Events in each commit. */
    @Param({"1", "10"})
    public int events;

    private List<EncodedCommit> stored;
    private CommitStore store;
    private CommitStore withoutSerializer;

    @Setup
    public void setUp() {
        stored = LongStream.rangeClosed(1, EVENTS / events)
                .mapToObj(this::commit)
                .toList();
        store = on(StoredForm.serializer());
        withoutSerializer = on(new FixedSerializer());
    }

    private CommitStore on(EventSerializer serializer) {
        return HandyStorage.on(new HandyLog(stored), serializer).commits();
    }

    private EncodedCommit commit(long sequence) {
        byte[] payload = StoredForm.write(
                IntStream.range(0, events).mapToObj(ItemAdded::number).toList());
        UUID id = new UUID(0, sequence);
        StreamKey key = new StreamKey("t", "stream");
        return new EncodedCommit(key, sequence, sequence * events, events, id, id, Instant.EPOCH, payload, sequence);
    }

    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public Object read() {
        return store.get("t", "stream").count().block();
    }

    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public Object paging() {
        return withoutSerializer.get("t", "stream").count().block();
    }

    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public long byHand() {
        long sum = 0;
        for (EncodedCommit commit : stored) {
            sum += StoredForm.quantity(commit.payload());
        }
        return sum;
    }
}
