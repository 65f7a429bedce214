package io.aett.reactive.memory;

import io.aett.reactive.spi.Storage;
import io.aett.reactive.testkit.RequestCounting;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** All mutants of the memory store by name, each with one bug. */
final class Mutants {

    private static final UnaryOperator<Storage> AS_IT_IS = UnaryOperator.identity();

    private Mutants() {}

    static Map<String, Supplier<RequestCounting>> all() {
        Map<String, Supplier<RequestCounting>> all = new TreeMap<>();
        WritingMutants.LOGS.forEach((name, log) -> all.put(name, ofLog(log)));
        ReadingMutants.LOGS.forEach((name, log) -> all.put(name, ofLog(log)));
        SnapshotMutants.STORAGES.forEach((name, mutation) -> all.put(name, below(mutation)));
        StateMutants.STORAGES.forEach((name, mutation) -> all.put(name, below(mutation)));
        StateScanMutants.STORAGES.forEach((name, mutation) -> all.put(name, below(mutation)));
        ManagingMutants.STORAGES.forEach((name, mutation) -> all.put(name, managing(mutation)));
        CostMutants.STORAGES.forEach((name, mutation) -> all.put(name, above(mutation)));
        StateScanMutants.COSTS.forEach((name, mutation) -> all.put(name, above(mutation)));
        return all;
    }

    private static Supplier<RequestCounting> ofLog(Supplier<MemoryCommitLog> log) {
        return () -> new MemoryFixture(log.get(), AS_IT_IS, AS_IT_IS);
    }

    private static Supplier<RequestCounting> below(UnaryOperator<Storage> mutation) {
        return () -> new MemoryFixture(new MemoryCommitLog(), AS_IT_IS, mutation);
    }

    private static Supplier<RequestCounting> above(UnaryOperator<Storage> mutation) {
        return () -> new MemoryFixture(new MemoryCommitLog(), mutation, AS_IT_IS);
    }

    private static Supplier<RequestCounting> managing(BiFunction<MutantLog, Storage, Storage> mutation) {
        return () -> {
            MutantLog log = new MutantLog();
            return new MemoryFixture(log, AS_IT_IS, storage -> mutation.apply(log, storage));
        };
    }
}
