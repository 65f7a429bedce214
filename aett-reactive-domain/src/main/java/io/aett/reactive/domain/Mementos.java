package io.aett.reactive.domain;

import io.aett.reactive.Memento;
import java.lang.reflect.Method;
import java.util.Arrays;

/** Which classes of aggregates have snapshots: those that override both methods. Found once per class. */
final class Mementos {

    private static final ClassValue<Boolean> KEPT = new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
            return overrides(type, "getMemento") && overrides(type, "applyMemento", Memento.class);
        }
    };

    private Mementos() {}

    static boolean kept(Class<?> type) {
        return KEPT.get(type);
    }

    static IllegalStateException missing(Class<?> type) {
        return new IllegalStateException(
                type.getName() + " has no snapshots: to have them, override getMemento(), which"
                        + " hands out the state, and applyMemento(Memento), which takes it back; a snapshotPolicy can leave the"
                        + " class out with except(" + type.getSimpleName() + ".class)");
    }

    private static boolean overrides(Class<?> type, String name, Class<?>... parameters) {
        for (Class<?> at = type; at != null && at != Aggregate.class; at = at.getSuperclass()) {
            for (Method method : at.getDeclaredMethods()) {
                if (method.getName().equals(name) && Arrays.equals(method.getParameterTypes(), parameters)) {
                    return true;
                }
            }
        }
        return false;
    }
}
