package io.aett.reactive.cli.python;

import io.aett.reactive.cli.python.PythonStore.Row;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.BiFunction;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * An order for stores that have none between streams: by the second of the stamp. Within a stream the numbers decide, whatever the stamps
 * say. All keys are in memory, the commits are not.
 */
final class ByStamp {

    private static final int READS_AT_ONCE = 16;

    private ByStamp() {}

    /**
     * Where a commit is.
     *
     * @param stream streams that share one come in their order, too
     * @param revision decides between commits of the same number, where there can be some
     * @param second of the stamp, since 1970
     */
    record Key(String stream, long sequence, long revision, long second, String id) {}

    /** The rows in their order; their places count from 1. */
    static Flux<Row> rows(Flux<Key> keys, BiFunction<Key, Long, Mono<Row>> read) {
        return keys.collectList()
                .map(ByStamp::ordered)
                .flatMapMany(all -> Flux.range(0, all.size())
                        .flatMapSequential(i -> read.apply(all.get(i), i + 1L), READS_AT_ONCE, 1));
    }

    static List<Key> ordered(List<Key> keys) {
        List<Key> sorted = new ArrayList<>(keys);
        sorted.sort(Comparator.comparing(Key::stream)
                .thenComparing(Key::sequence)
                .thenComparing(Key::revision)
                .thenComparing(Key::second)
                .thenComparing(Key::id));
        for (int i = 1; i < sorted.size(); i++) {
            Key before = sorted.get(i - 1);
            Key key = sorted.get(i);
            if (key.stream().equals(before.stream()) && key.second() < before.second()) {
                sorted.set(i, new Key(key.stream(), key.sequence(), key.revision(), before.second(), key.id()));
            }
        }
        sorted.sort(Comparator.comparing(Key::second));
        return sorted;
    }
}
