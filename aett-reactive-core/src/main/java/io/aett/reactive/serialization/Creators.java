package io.aett.reactive.serialization;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.DeserializationConfig;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.deser.ValueInstantiator;
import tools.jackson.databind.deser.std.StdValueInstantiator;
import tools.jackson.databind.module.SimpleValueInstantiators;

/**
 * Calls constructors by a handle that takes their arguments as an array. Jackson has one that takes them one by one, and makes of it one that takes an
 * array for each value: about 200 bytes and a quarter of the time of reading a small record.
 */
final class Creators extends SimpleValueInstantiators {

    private static final long serialVersionUID = 1;

    private static final MethodType OF_ARRAY = MethodType.methodType(Object.class, Object[].class);

    @Override
    public ValueInstantiator modifyValueInstantiator(
            DeserializationConfig config, BeanDescription.Supplier type, ValueInstantiator usual) {
        if (usual.getClass() != StdValueInstantiator.class
                || usual.getWithArgsCreator() == null
                || !(usual.getWithArgsCreator().getAnnotated() instanceof Constructor<?> constructor)) {
            return usual;
        }
        try {
            MethodHandle handle = MethodHandles.lookup().unreflectConstructor(constructor);
            return new ByHandle(
                    (StdValueInstantiator) usual,
                    handle.asFixedArity()
                            .asSpreader(Object[].class, constructor.getParameterCount())
                            .asType(OF_ARRAY));
        } catch (IllegalAccessException e) {
            return usual;
        }
    }

    /** As its source in everything else. */
    private static final class ByHandle extends StdValueInstantiator {

        private final MethodHandle constructor;

        ByHandle(StdValueInstantiator source, MethodHandle constructor) {
            super(source);
            this.constructor = constructor;
        }

        @Override
        public Object createFromObjectWith(DeserializationContext context, Object[] arguments) {
            try {
                return constructor.invokeExact(arguments);
            } catch (Exception e) {
                return context.handleInstantiationProblem(_valueClass, arguments, rewrapCtorProblem(context, e));
            } catch (Throwable e) {
                throw (Error) e;
            }
        }
    }
}
