package io.aett.reactive.spring.autoconfigure;

import io.aett.reactive.TopicMap;
import java.util.Arrays;
import java.util.List;
import org.springframework.util.ClassUtils;

/** The names of the classes with a topic, as they were found: at start, or at build time where the application was processed ahead of it. */
final class TopicClasses {

    private final List<String> names;
    private final List<String> packages;

    /** Both are arrays, which the build writes down as they are. */
    TopicClasses(String[] names, String[] packages) {
        this.names = Arrays.stream(names).sorted().toList();
        this.packages = List.of(packages);
    }

    List<String> names() {
        return names;
    }

    /** The topics; a {@link SetupException} when there are none, or one of them means two classes. */
    TopicMap register(ClassLoader classes) {
        if (names.isEmpty()) {
            throw new SetupException(
                    "No class with @Topic was found "
                            + (packages.isEmpty() ? "(no package was looked through)." : "in " + packages + "."),
                    "Put @Topic(\"...\") on the classes of events and snapshots, name their packages with"
                            + " aett.topics.packages, or declare a bean of type TopicMap or EventSerializer.");
        }
        TopicMap topics = TopicMap.create();
        for (String name : names) {
            try {
                topics.register(ClassUtils.resolveClassName(name, classes));
            } catch (IllegalArgumentException wrong) {
                throw new SetupException(
                        "The topics of the events do not fit: " + wrong.getMessage() + ".",
                        "Correct the @Topic of that class, or declare a bean of type TopicMap with add(topic, type).",
                        wrong);
            }
        }
        return topics;
    }
}
