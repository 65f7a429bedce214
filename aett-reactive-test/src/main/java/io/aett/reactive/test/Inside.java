package io.aett.reactive.test;

import io.aett.reactive.Memento;
import io.aett.reactive.domain.Aggregate;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The methods of an aggregate that repositories call and others cannot. They are called as methods of {@link Aggregate}, so the user's
 * class need not be open to anybody.
 */
final class Inside {

    private static final Method GET = method("getMemento");
    private static final Method APPLY = method("applyMemento", Memento.class);

    private Inside() {}

    private static Method method(String name, Class<?>... parameters) {
        try {
            Method method = Aggregate.class.getDeclaredMethod(name, parameters);
            method.setAccessible(true);
            return method;
        } catch (NoSuchMethodException missing) {
            throw new IllegalStateException(missing);
        }
    }

    /** Whether the class overrides both methods, which is how repositories know that it has snapshots. */
    static boolean hasSnapshots(Class<?> type) {
        return overrides(type, "getMemento") && overrides(type, "applyMemento", Memento.class);
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

    /** What the aggregate's {@code getMemento} returns or throws. */
    static Memento<?> memento(Aggregate<?> aggregate) throws Throwable {
        Memento<?> memento = (Memento<?>) call(GET, aggregate);
        if (memento == null) {
            throw new NullPointerException("getMemento returned null");
        }
        return memento;
    }

    /** Calls the aggregate's {@code applyMemento}. */
    static void restore(Aggregate<?> aggregate, Memento<?> memento) throws Throwable {
        call(APPLY, aggregate, memento);
    }

    private static @Nullable Object call(Method method, Object on, Object... arguments) throws Throwable {
        try {
            return method.invoke(on, arguments);
        } catch (InvocationTargetException thrown) {
            throw thrown.getCause() == null ? thrown : thrown.getCause();
        }
    }
}
