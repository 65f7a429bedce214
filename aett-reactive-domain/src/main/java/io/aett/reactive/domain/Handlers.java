package io.aett.reactive.domain;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * The {@code apply(X)} methods of one aggregate or saga class.
 *
 * <p>Methods are collected once per class and the choice for an event class is made once; after that an event costs two
 * lookups in class values and a method handle call.
 */
final class Handlers {

    private static final MethodType CALL = MethodType.methodType(void.class, Object.class, Object.class);

    private static final ClassValue<Handlers> ALL = new ClassValue<>() {
        @Override
        protected Handlers computeValue(Class<?> type) {
            return new Handlers(type);
        }
    };

    private final Class<?> owner;
    private final Map<Class<?>, Method> byParameter;

    private final ClassValue<MethodHandle> byEvent = new ClassValue<>() {
        @Override
        protected MethodHandle computeValue(Class<?> event) {
            return Access.unreflect(mostSpecific(event)).asType(CALL);
        }
    };

    private Handlers(Class<?> owner) {
        this.owner = owner;
        this.byParameter = collect(owner);
    }

    static Handlers of(Class<?> owner) {
        return ALL.get(owner);
    }

    /** Calls the handler; what it throws is thrown as it is, checked exceptions too. */
    void handle(Object target, Object event) {
        MethodHandle handler = byEvent.get(event.getClass());
        try {
            handler.invokeExact(target, event);
        } catch (Throwable thrown) {
            throw Handlers.<RuntimeException>asIs(thrown);
        }
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    static <T extends Throwable> T asIs(Throwable thrown) throws T {
        throw (T) thrown;
    }

    /** Superclass methods come after those of subclasses, so that the first one for a parameter type is the one to call. */
    private static Map<Class<?>, Method> collect(Class<?> owner) {
        Map<Class<?>, Method> found = new LinkedHashMap<>();
        for (Class<?> type = owner; type != null && !isRoot(type); type = type.getSuperclass()) {
            for (Method method : type.getDeclaredMethods()) {
                if (isHandler(method)) {
                    found.putIfAbsent(method.getParameterTypes()[0], method);
                }
            }
        }
        for (Method method : owner.getMethods()) {
            if (method.isDefault() && isHandler(method)) {
                found.putIfAbsent(method.getParameterTypes()[0], method);
            }
        }
        return found;
    }

    private static boolean isRoot(Class<?> type) {
        return type == Aggregate.class || type == Saga.class;
    }

    /** {@code apply(Object)} is the dispatch itself; bridges accept more than the method they lead to. */
    private static boolean isHandler(Method method) {
        return method.getName().equals("apply")
                && method.getParameterCount() == 1
                && method.getParameterTypes()[0] != Object.class
                && !method.isBridge()
                && (method.getModifiers() & (Modifier.STATIC | Modifier.ABSTRACT)) == 0;
    }

    private Method mostSpecific(Class<?> event) {
        List<Class<?>> best = new ArrayList<>();
        for (Class<?> candidate : byParameter.keySet()) {
            if (candidate.isAssignableFrom(event)) {
                best.add(candidate);
            }
        }
        List<Class<?>> matching = List.copyOf(best);
        best.removeIf(one -> matching.stream().anyMatch(other -> other != one && one.isAssignableFrom(other)));
        if (best.isEmpty()) {
            throw new NoHandlerException(owner, event);
        }
        if (best.size() > 1) {
            throw new IllegalStateException("equally specific handlers for event " + event.getName() + " in "
                    + owner.getName() + ": "
                    + best.stream()
                            .map(type -> "apply(" + type.getName() + ")")
                            .sorted()
                            .collect(Collectors.joining(", "))
                    + "; add a method apply(" + event.getSimpleName() + ")");
        }
        return Objects.requireNonNull(byParameter.get(best.get(0)));
    }
}
