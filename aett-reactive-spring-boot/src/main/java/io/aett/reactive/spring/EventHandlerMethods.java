package io.aett.reactive.spring;

import java.lang.reflect.AnnotatedElement;
import java.util.Arrays;
import org.springframework.aot.hint.ExecutableMode;
import org.springframework.aot.hint.ReflectionHints;
import org.springframework.aot.hint.annotation.ReflectiveProcessor;
import org.springframework.util.ReflectionUtils;

/** Keeps the methods of an {@link EventSubscription} in a native image. */
final class EventHandlerMethods implements ReflectiveProcessor {

    @Override
    public void registerReflectionHints(ReflectionHints hints, AnnotatedElement element) {
        if (element instanceof Class<?> type) {
            Arrays.stream(ReflectionUtils.getUniqueDeclaredMethods(type))
                    .filter(method -> method.getName().equals("on"))
                    .forEach(method -> hints.registerMethod(method, ExecutableMode.INVOKE));
        }
    }
}
