package io.aett.reactive;

import java.lang.reflect.Modifier;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Maps classes to topics and topics to classes. A topic always means one class: giving it a second one is an error. A class may
 * have several topics: the first one registered is written, all of them are read. They are names of the same values, so the class's
 * {@link Topics#versionOf version} holds for all of them. Topics that were not registered are unknown; no class is ever looked up by
 * name.
 *
 * <p>Thread-safe. Readers never wait, and see a call of {@link #add} or {@link #register} as a whole or not at all.
 */
public final class TopicMap {

    private record State(Map<String, Class<?>> byTopic, Map<Class<?>, String> byType) {}

    private volatile State state = new State(Map.of(), Map.of());

    private TopicMap() {}

    /** A map without topics. */
    public static TopicMap create() {
        return new TopicMap();
    }

    /**
     * Registers one class under this topic; does nothing if the topic already has that class.
     *
     * @throws IllegalArgumentException if the topic is empty or has another class, or if the class has a version below 1
     */
    public TopicMap add(String topic, Class<?> type) {
        Objects.requireNonNull(topic, "topic");
        Objects.requireNonNull(type, "type");
        return addAll(Map.of(topic, type));
    }

    /**
     * Registers each class under {@link Topics#of its own topic}. A sealed type stands for all its permitted subclasses, including
     * theirs. Either all are registered or, with an error, none.
     *
     * @throws IllegalArgumentException if two classes have the same topic, if an interface or abstract class is not sealed, since its
     *     subclasses are not known, or if a class has a version below 1
     */
    public TopicMap register(Class<?>... types) {
        Map<String, Class<?>> found = new LinkedHashMap<>();
        for (Class<?> type : types) {
            if (isAbstract(type) && !type.isSealed()) {
                throw new IllegalArgumentException(type.getName()
                        + " is abstract and not sealed, so its subclasses are not known; register those instead");
            }
            collect(type, found);
        }
        return addAll(found);
    }

    private static void collect(Class<?> type, Map<String, Class<?>> found) {
        if (!isAbstract(type)) {
            put(found, Topics.of(type), type);
        }
        if (type.isSealed() && !type.isEnum()) {
            for (Class<?> permitted : type.getPermittedSubclasses()) {
                collect(permitted, found);
            }
        }
    }

    private static boolean isAbstract(Class<?> type) {
        // An enum whose constants all have bodies is abstract to the JVM, and its values are of that enum nevertheless.
        return Modifier.isAbstract(type.getModifiers()) && !type.isEnum();
    }

    private synchronized TopicMap addAll(Map<String, Class<?>> more) {
        Map<String, Class<?>> byTopic = new LinkedHashMap<>(state.byTopic);
        Map<Class<?>, String> byType = new LinkedHashMap<>(state.byType);
        more.forEach((topic, type) -> {
            Topics.versionOf(type); // one below 1 is refused here, and not when the first value is met
            put(byTopic, topic, type);
            byType.putIfAbsent(type, topic);
        });
        state = new State(Collections.unmodifiableMap(byTopic), Collections.unmodifiableMap(byType));
        return this;
    }

    private static void put(Map<String, Class<?>> byTopic, String topic, Class<?> type) {
        if (topic.isEmpty()) {
            throw new IllegalArgumentException("a topic must not be empty; name one for " + type.getName());
        }
        @Nullable Class<?> present = byTopic.putIfAbsent(topic, type);
        if (present != null && present != type) {
            throw new IllegalArgumentException("topic " + topic + " cannot mean both " + present.getName() + " and "
                    + type.getName() + "; give one of them another with @Topic or add(topic, type)");
        }
    }

    /** The class of this topic, if it has one. */
    public Optional<Class<?>> get(String topic) {
        return Optional.ofNullable(state.byTopic.get(Objects.requireNonNull(topic, "topic")));
    }

    /** The topic that values of exactly this class are written with, if it has one. */
    public Optional<String> topicOf(Class<?> type) {
        return Optional.ofNullable(state.byType.get(Objects.requireNonNull(type, "type")));
    }

    /** All topics registered so far, in the order of registration. */
    public Set<String> topics() {
        return state.byTopic.keySet();
    }

    /** All classes registered so far, each once, in the order of registration. */
    public Collection<Class<?>> types() {
        return state.byType.keySet();
    }
}
