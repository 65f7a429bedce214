package io.aett.reactive;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;

/** The topic that a class asks for. */
public final class Topics {

    private Topics() {}

    /**
     * The value of the nearest {@link Topic} up the class hierarchy, else the simple name of the class. The class itself comes first,
     * then its superclasses, then the interfaces, nearest first, in the order they are declared.
     */
    public static String of(Class<?> type) {
        Objects.requireNonNull(type, "type");
        Deque<Class<?>> interfaces = new ArrayDeque<>();
        for (Class<?> at = type; at != null; at = at.getSuperclass()) {
            Topic topic = at.getDeclaredAnnotation(Topic.class);
            if (topic != null) {
                return topic.value();
            }
            interfaces.addAll(List.of(at.getInterfaces()));
        }
        while (!interfaces.isEmpty()) {
            Class<?> at = interfaces.remove();
            Topic topic = at.getDeclaredAnnotation(Topic.class);
            if (topic != null) {
                return topic.value();
            }
            interfaces.addAll(List.of(at.getInterfaces()));
        }
        return type.getSimpleName();
    }
}
