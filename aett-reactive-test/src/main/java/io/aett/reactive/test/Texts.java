package io.aett.reactive.test;

import io.aett.reactive.EventMessage;
import java.lang.reflect.Field;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Values in messages, each on one line. */
final class Texts {

    /** Where one side has no value at all. */
    static final String NOTHING = "(nothing)";

    private static final int DEPTH = 3;

    private Texts() {}

    /** By {@code toString()} where the class has one, else with its fields. Text is quoted. */
    static String of(@Nullable Object value) {
        return text(value, DEPTH).replace("\r", "\\r").replace("\n", "\\n");
    }

    private static String text(@Nullable Object value, int depth) {
        if (value == null) {
            return "null";
        }
        if (value instanceof String text) {
            return "\"" + text + "\"";
        }
        if (value instanceof EventMessage message) {
            String body = text(message.body(), depth);
            return message.headers().isEmpty() ? body : body + " with headers " + message.headers();
        }
        if (value.getClass().isArray()) {
            return array(value);
        }
        if (Types.overrides(value.getClass(), "toString") || Types.isValue(value.getClass())) {
            return value.toString();
        }
        String name = name(value.getClass());
        return depth == 0
                ? name + "{...}"
                : Types.stateOf(value.getClass()).stream()
                        .filter(Field::trySetAccessible)
                        .map(field -> field.getName() + "=" + text(Types.get(field, value), depth - 1))
                        .collect(Collectors.joining(", ", name + "{", "}"));
    }

    private static String array(Object array) {
        return array instanceof Object[] objects
                ? Arrays.deepToString(objects)
                : Arrays.deepToString(new Object[] {array}).replaceAll("^\\[|\\]$", "");
    }

    /** The name of a class without its package. */
    static String name(Class<?> type) {
        Class<?> named = Enum.class.isAssignableFrom(type) && !type.isEnum() ? type.getSuperclass() : type;
        return named.getSimpleName().isEmpty() ? named.getName() : named.getSimpleName();
    }

    /** An exception as it would be in a trace, without its trace. */
    static String thrown(Throwable thrown) {
        return thrown.getMessage() == null
                ? thrown.getClass().getName()
                : thrown.getClass().getName() + ": " + thrown.getMessage();
    }

    static String pad(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }

    /** As in "no event", "1 event" and "2 events". */
    static String count(int number, String what) {
        return number == 0 ? "no " + what : number + " " + what + (number == 1 ? "" : "s");
    }
}
