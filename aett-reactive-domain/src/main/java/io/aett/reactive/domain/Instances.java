package io.aett.reactive.domain;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Modifier;

/** Makes instances through a constructor that takes the id, of any visibility; found once per class. */
final class Instances {

    private static final MethodType CALL = MethodType.methodType(Object.class, String.class);

    private static final ClassValue<MethodHandle> CONSTRUCTORS = new ClassValue<>() {
        @Override
        protected MethodHandle computeValue(Class<?> type) {
            return Access.unreflect(constructor(type)).asType(CALL);
        }
    };

    private Instances() {}

    /** A new instance; what the constructor throws is thrown as it is. */
    static <T> T create(Class<T> type, String id) {
        MethodHandle constructor = CONSTRUCTORS.get(type);
        try {
            return type.cast((Object) constructor.invokeExact(id));
        } catch (Throwable thrown) {
            throw Handlers.<RuntimeException>asIs(thrown);
        }
    }

    /** Checks what a constructor or factory made: a changed id or an event of its own would corrupt the stream. */
    static void checkFresh(Class<?> type, String id, Changes changes) {
        if (!changes.id().equals(id)) {
            throw new IllegalStateException("the new " + type.getName() + " was asked for with id " + id
                    + " but has id " + changes.id() + ": pass the id on unchanged");
        }
        if (!changes.untouched()) {
            throw new IllegalStateException(
                    "the new " + type.getName() + " already has events: raise them in a method, not in "
                            + "the constructor or factory, which also run when an existing one is loaded");
        }
    }

    private static Constructor<?> constructor(Class<?> type) {
        if (Modifier.isAbstract(type.getModifiers())) {
            throw new IllegalStateException(
                    "cannot make a " + type.getName() + ", it is abstract: ask for a concrete class or set a factory");
        }
        try {
            return type.getDeclaredConstructor(String.class);
        } catch (NoSuchMethodException missing) {
            throw new IllegalStateException(
                    "cannot make a " + type.getName() + ": give it a constructor that takes the id, "
                            + type.getSimpleName()
                            + "(String id), and make it static if it is a nested class; or set a factory",
                    missing);
        }
    }
}
