package io.aett.reactive.domain;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;

/** Method handles of members of user classes, whatever their visibility. */
final class Access {

    private static final MethodHandles.Lookup HERE = MethodHandles.lookup();

    private Access() {}

    static MethodHandle unreflect(Method method) {
        try {
            return in(method.getDeclaringClass()).unreflect(method);
        } catch (IllegalAccessException refused) {
            throw closed(method.getDeclaringClass(), method.toString(), refused);
        }
    }

    static MethodHandle unreflect(Constructor<?> constructor) {
        try {
            return in(constructor.getDeclaringClass()).unreflectConstructor(constructor);
        } catch (IllegalAccessException refused) {
            throw closed(constructor.getDeclaringClass(), constructor.toString(), refused);
        }
    }

    /** Full access where the package is open to us, otherwise what is public and exported. */
    private static MethodHandles.Lookup in(Class<?> type) {
        try {
            return MethodHandles.privateLookupIn(type, HERE);
        } catch (IllegalAccessException closed) {
            return HERE;
        }
    }

    private static IllegalStateException closed(Class<?> type, String member, IllegalAccessException refused) {
        return new IllegalStateException(
                "cannot call " + member + ": add 'opens " + type.getPackageName() + " to "
                        + (HERE.lookupClass().getModule().isNamed()
                                ? HERE.lookupClass().getModule().getName()
                                : "ALL-UNNAMED")
                        + ";' to the declaration of module " + type.getModule().getName()
                        + ", or make class and member public"
                        + " in an exported package",
                refused);
    }
}
