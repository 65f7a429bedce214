package io.aett.reactive;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The topic and the version that a class declares. */
public final class Topics {

    private Topics() {}

    /**
     * The value of the nearest {@link Topic} up the class hierarchy, else the simple name of the class. The class itself comes first,
     * then its superclasses, then the interfaces, nearest first, in the order they are declared.
     */
    public static String of(Class<?> type) {
        Topic topic = nearest(type);
        return topic == null ? type.getSimpleName() : topic.value();
    }

    /**
     * The version that the nearest {@link Topic} declares, found as {@link #of} finds it; 1 without one.
     *
     * @throws IllegalArgumentException if it is less than 1
     */
    public static int versionOf(Class<?> type) {
        Topic topic = nearest(type);
        if (topic == null) {
            return 1;
        }
        if (topic.version() < 1) {
            throw new IllegalArgumentException("@Topic of " + type.getName() + " has version " + topic.version()
                    + "; versions are counted from 1");
        }
        return topic.version();
    }

    private static @Nullable Topic nearest(Class<?> type) {
        Objects.requireNonNull(type, "type");
        Deque<Class<?>> interfaces = new ArrayDeque<>();
        for (Class<?> at = type; at != null; at = at.getSuperclass()) {
            Topic topic = at.getDeclaredAnnotation(Topic.class);
            if (topic != null) {
                return topic;
            }
            interfaces.addAll(List.of(at.getInterfaces()));
        }
        while (!interfaces.isEmpty()) {
            Class<?> at = interfaces.remove();
            Topic topic = at.getDeclaredAnnotation(Topic.class);
            if (topic != null) {
                return topic;
            }
            interfaces.addAll(List.of(at.getInterfaces()));
        }
        return null;
    }
}
