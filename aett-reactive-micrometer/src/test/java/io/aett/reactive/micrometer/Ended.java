package io.aett.reactive.micrometer;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps the contexts of observations that have ended, each time that one ends. */
final class Ended implements ObservationHandler<Observation.Context> {

    final List<Observation.Context> contexts = new CopyOnWriteArrayList<>();

    @Override
    public void onStop(Observation.Context context) {
        contexts.add(context);
    }

    @Override
    public boolean supportsContext(Observation.Context context) {
        return true;
    }

    boolean has(String name) {
        return contexts.stream().anyMatch(context -> name.equals(context.getName()));
    }
}
