package io.aett.reactive.subscription;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** The slices that this run owns. */
final class Tenures {

    private final AtomicReferenceArray<@Nullable Tenure> bySlice;

    Tenures(int slices) {
        bySlice = new AtomicReferenceArray<>(slices);
    }

    int slices() {
        return bySlice.length();
    }

    @Nullable
    Tenure of(int slice) {
        return bySlice.get(slice);
    }

    void put(Tenure tenure) {
        bySlice.set(tenure.slice(), tenure);
    }

    void remove(Tenure tenure) {
        bySlice.compareAndSet(tenure.slice(), tenure, null);
    }

    List<Tenure> all() {
        List<Tenure> all = new ArrayList<>();
        for (int i = 0; i < bySlice.length(); i++) {
            Tenure tenure = bySlice.get(i);
            if (tenure != null) {
                all.add(tenure);
            }
        }
        return all;
    }
}
