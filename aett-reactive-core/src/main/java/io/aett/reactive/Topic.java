package io.aett.reactive;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The name that a class's values are stored under, independent of the class's own name, and the version of their form. See {@link
 * Topics#of} and {@link Topics#versionOf}.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Topic {

    /** The name; unique among the classes of one {@link TopicMap}. */
    String value();

    /**
     * Counts the forms that values of this class have had, from 1. It is stored beside the topic if it is above 1. When you raise it,
     * give the serializer an {@link io.aett.reactive.serialization.Upcaster} from the version before.
     */
    int version() default 1;
}
