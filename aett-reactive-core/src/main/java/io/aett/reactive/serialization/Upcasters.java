package io.aett.reactive.serialization;

import io.aett.reactive.TopicMap;
import io.aett.reactive.Topics;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The upcasters of one serializer, by where they begin. Each leads to the next version, so every way through them ends, renames and all.
 *
 * <p>A class's topics are names of the same values: where one of them is meant, the first one registered is looked up.
 */
final class Upcasters {

    /** What upcasters begin at and lead to. */
    private record Form(String topic, int version) {}

    private final TopicMap topics;
    private final Map<Form, Upcaster> steps = new LinkedHashMap<>();
    private final Map<String, Integer> greatest = new LinkedHashMap<>();

    /** Checked against the topics as they are now. */
    Upcasters(TopicMap topics, List<Upcaster> upcasters) {
        this.topics = topics;
        for (Upcaster upcaster : upcasters) {
            Upcaster other = steps.putIfAbsent(from(upcaster), upcaster);
            if (other != null) {
                throw new IllegalArgumentException(
                        "there are two upcasters for one step, " + other + " and " + upcaster + "; make one of them");
            }
            greatest.merge(upcaster.topic(), upcaster.fromVersion(), Math::max);
        }
        upcasters.forEach(this::requireUse);
        topics.types().forEach(this::requireAllSteps);
    }

    private Form from(Upcaster upcaster) {
        return new Form(name(upcaster.topic()), upcaster.fromVersion());
    }

    private Form to(Upcaster upcaster) {
        return new Form(name(upcaster.newTopic()), upcaster.toVersion());
    }

    /** The topic that the class of this topic is written with; else itself. */
    private String name(String topic) {
        return topics.get(topic).flatMap(topics::topicOf).orElse(topic);
    }

    /** What it leads to is read, by a class or by another upcaster. */
    private void requireUse(Upcaster upcaster) {
        topics.get(upcaster.topic()).ifPresent(type -> requireBelow(upcaster, upcaster.fromVersion() + 1, type));
        Optional<Class<?>> target = topics.get(upcaster.newTopic());
        target.ifPresent(type -> requireBelow(upcaster, upcaster.toVersion(), type));
        if (target.isEmpty() && !steps.containsKey(to(upcaster))) {
            throw new IllegalArgumentException(upcaster + " leads to no class: topic " + upcaster.newTopic()
                    + " is not registered; register its class with the TopicMap before the serializer is built, correct the"
                    + " topic, or remove the upcaster");
        }
    }

    private static void requireBelow(Upcaster upcaster, int version, Class<?> type) {
        int most = Topics.versionOf(type);
        if (version > most) {
            throw new IllegalArgumentException(upcaster + " leads beyond version " + most + " of " + type.getName()
                    + "; raise the version of its @Topic to " + version + ", or remove the upcaster");
        }
    }

    /** From version 1 to that of the class, along any topics that lead there. */
    private void requireAllSteps(Class<?> type) {
        String topic = topics.topicOf(type).orElseThrow();
        List<Form> reached = List.of(new Form(topic, Topics.versionOf(type)));
        for (int version = Topics.versionOf(type) - 1; version >= 1; version--) {
            List<Form> before = new ArrayList<>();
            for (Upcaster step : steps.values()) {
                if (reached.contains(to(step))) {
                    before.add(from(step));
                }
            }
            if (before.isEmpty()) {
                throw new IllegalArgumentException("topic " + topic + " has version " + Topics.versionOf(type) + " ("
                        + type.getName() + "), and "
                        + missing(new Form(reached.get(0).topic(), version)));
            }
            reached = before;
        }
    }

    private static String missing(Form from) {
        return "no upcaster leads from version " + from.version() + " to " + (from.version() + 1) + " of topic "
                + from.topic() + "; give it to JacksonEventSerializer.builder(topics).upcasters(...)";
    }

    /** Whether there is a way from this topic to a class, although no class has it. */
    boolean knows(String topic) {
        return greatest.containsKey(topic);
    }

    /** The topic that values of this topic are read by in the end. */
    String readAs(String topic) {
        Integer version = greatest.get(topic);
        if (version == null || topics.get(topic).isPresent()) {
            return topic;
        }
        Form at = new Form(topic, version);
        for (Upcaster step = steps.get(at); step != null; step = steps.get(at)) {
            at = to(step);
        }
        return at.topic();
    }

    /**
     * The steps from this version to that of the class, at least one; the last one leads to the class's topic.
     *
     * @param type the class of the topic, where it has one
     * @throws UnreadableVersionException if there is no such way
     */
    List<Upcaster> from(String topic, int version, @Nullable Class<?> type) {
        int most = type == null ? greatest.getOrDefault(topic, 0) : Topics.versionOf(type);
        if (version > most) {
            throw new UnreadableVersionException(most, "a newer program wrote it");
        }
        List<Upcaster> way = new ArrayList<>();
        Form at = new Form(name(topic), version);
        do {
            Upcaster step = steps.get(at);
            if (step == null) {
                throw new UnreadableVersionException(most, missing(at));
            }
            way.add(step);
            at = to(step);
        } while (!isRead(at));
        return way;
    }

    private boolean isRead(Form form) {
        return topics.get(form.topic())
                .filter(type -> Topics.versionOf(type) <= form.version())
                .isPresent();
    }
}
