package io.aett.reactive.benchmarks.subject;

import io.aett.reactive.benchmarks.load.Load;
import io.aett.reactive.benchmarks.load.Sample;
import io.aett.reactive.benchmarks.model.ItemAdded;
import io.aett.reactive.benchmarks.model.StoredForm;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import reactor.core.publisher.Mono;

/** A concurrent map of lists of bytes. What is written is parsed again, as the answer of a store is. */
final class MemoryRaw implements Raw {

    private final ConcurrentHashMap<String, List<byte[]>> streams = new ConcurrentHashMap<>();

    @Override
    public String name() {
        return "map of lists, written and parsed";
    }

    @Override
    public List<Integer> callers(int store) {
        return store == 1 ? List.of(1) : List.of(1, 2, store);
    }

    @Override
    public Mono<?> append(int caller, String stream, long sequence, ItemAdded event) {
        return Mono.fromCallable(() -> StoredForm.read(write(stream, event)));
    }

    private byte[] write(String stream, ItemAdded event) {
        byte[] bytes = StoredForm.write(event);
        List<byte[]> list = streams.computeIfAbsent(stream, key -> new ArrayList<>());
        synchronized (list) {
            list.add(bytes);
        }
        return bytes;
    }

    /** The same without parsing. */
    static final class Unread implements Rival {

        @Override
        public String name() {
            return "map of lists, written only";
        }

        @Override
        public List<Integer> against() {
            return List.of(1);
        }

        @Override
        public List<Integer> callers(int store) {
            return List.of(store);
        }

        @Override
        public double target() {
            return 0;
        }

        @Override
        public Sample append(int callers, Duration round) {
            MemoryRaw raw = new MemoryRaw();
            return Load.of(callers, true, round)
                    .run((caller, index) ->
                            Mono.fromCallable(() -> raw.write("stream-" + caller, ItemAdded.number(index))));
        }
    }

    @Override
    public Mono<Long> read(String stream) {
        return Mono.fromCallable(() -> sum(streams.getOrDefault(stream, List.of())));
    }

    @Override
    public Mono<Long> readAll() {
        return Mono.fromCallable(() -> {
            long sum = 0;
            for (List<byte[]> list : streams.values()) {
                sum += sum(list);
            }
            return sum;
        });
    }

    private static long sum(List<byte[]> list) {
        long sum = 0;
        for (byte[] bytes : list) {
            sum += StoredForm.quantity(bytes);
        }
        return sum;
    }
}
