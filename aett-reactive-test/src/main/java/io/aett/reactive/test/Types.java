package io.aett.reactive.test;

import io.aett.reactive.domain.Aggregate;
import io.aett.reactive.domain.Saga;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is looked into, and what is taken as it is. */
final class Types {

    private Types() {}

    /** Whether instances are compared as a whole: those of the JDK, enum constants, and what lambdas are compiled to. */
    static boolean isValue(Class<?> type) {
        return ofJdk(type) || Enum.class.isAssignableFrom(type) || type.isHidden();
    }

    private static boolean ofJdk(Class<?> type) {
        return type.isPrimitive()
                || type.getName().startsWith("java.")
                || type.getName().startsWith("javax.")
                || type.getName().startsWith("jdk.")
                || type.getName().startsWith("sun.");
    }

    /** Two values of one class. Without an {@code equals} of their own their texts have to do, as those of atomic numbers do. */
    static boolean sameValue(Object left, Object right) {
        if (left.equals(right) || left.getClass().isHidden()) {
            return true;
        }
        return !overrides(left.getClass(), "equals", Object.class) && text(left).equals(text(right));
    }

    private static String text(Object value) {
        String identity = "@" + Integer.toHexString(System.identityHashCode(value));
        return value.toString().replace(value.getClass().getName() + identity, "");
    }

    static boolean overrides(Class<?> type, String method, Class<?>... parameters) {
        try {
            return type.getMethod(method, parameters).getDeclaringClass() != Object.class;
        } catch (NoSuchMethodException missing) {
            throw new IllegalStateException(missing);
        }
    }

    /** The fields that make up the state, those of superclasses first; not the bookkeeping of aggregates and sagas. */
    static List<Field> stateOf(Class<?> type) {
        List<Field> fields = new ArrayList<>();
        for (Class<?> at = type; at != null && !isBookkeeping(at) && !ofJdk(at); at = at.getSuperclass()) {
            int place = 0;
            for (Field field : at.getDeclaredFields()) {
                if ((field.getModifiers() & (Modifier.STATIC | Modifier.TRANSIENT)) == 0 && !field.isSynthetic()) {
                    fields.add(place++, field);
                }
            }
        }
        return fields;
    }

    private static boolean isBookkeeping(Class<?> type) {
        return type == Aggregate.class || type == Saga.class;
    }

    static @Nullable Object get(Field field, Object of) {
        try {
            return field.get(of);
        } catch (IllegalAccessException closed) {
            throw new IllegalStateException(closed);
        }
    }
}
