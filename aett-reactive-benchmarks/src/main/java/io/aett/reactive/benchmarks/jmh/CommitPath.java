package io.aett.reactive.benchmarks.jmh;

import io.aett.reactive.Commit;
import io.aett.reactive.CommitStore;
import io.aett.reactive.EventStore;
import io.aett.reactive.benchmarks.model.ItemAdded;
import io.aett.reactive.benchmarks.model.StoredForm;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.NullUnmarked;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a commit costs in core, on a log that answers at once. {@code byHand} writes the same bytes and reads them back;
 * {@code idle} has a serializer that does nothing: checks, envelope, group commit of one, signals; {@code listened} is the same with a
 * listener that counts.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@NullUnmarked
public class CommitPath {

    /** Events in the commit. */
    @Param({"1", "10"})
    public int events;

    private List<ItemAdded> bodies;
    private Commit commit;
    private CommitStore store;
    private CommitStore withoutSerializer;
    private CommitStore withListener;

    @Setup
    public void setUp() {
        bodies = IntStream.range(0, events).mapToObj(ItemAdded::number).toList();
        commit =
                Commit.builder().tenantId("t").streamId("stream").events(bodies).build();
        store = HandyStorage.on(new HandyLog(List.of()), StoredForm.serializer())
                .commits();
        withoutSerializer =
                HandyStorage.on(new HandyLog(List.of()), new FixedSerializer()).commits();
        EventStore listened = HandyStorage.on(new HandyLog(List.of()), new FixedSerializer());
        listened.listen(new Counting());
        withListener = listened.commits();
    }

    @Benchmark
    public Commit commit() {
        return store.commit(commit).block();
    }

    @Benchmark
    public Commit idle() {
        return withoutSerializer.commit(commit).block();
    }

    @Benchmark
    public Commit listened() {
        return withListener.commit(commit).block();
    }

    @Benchmark
    public Object byHand() {
        return StoredForm.read(StoredForm.write(bodies));
    }
}
