package io.aett.reactive.spring.autoconfigure;

import io.aett.reactive.spring.shop.OrderEvent;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.util.ClassUtils;

/** Applications of the tests. */
final class Contexts {

    private static final Map<StoreKind, List<String>> PACKAGES = Map.of(
            StoreKind.MEMORY, List.of("io.aett.reactive.memory"),
            StoreKind.POSTGRES, List.of("io.aett.reactive.postgres", "io.r2dbc"),
            StoreKind.MONGODB, List.of("io.aett.reactive.mongodb", "com.mongodb"),
            StoreKind.DYNAMODB, List.of("io.aett.reactive.dynamodb", "software.amazon.awssdk.services.dynamodb"),
            StoreKind.S3, List.of("io.aett.reactive.s3", "software.amazon.awssdk.services.s3"));

    private Contexts() {}

    /** A class path with these stores and no other, nor their drivers. */
    static FilteredClassLoader with(StoreKind... present) {
        Set<StoreKind> hidden = EnumSet.allOf(StoreKind.class);
        List.of(present).forEach(hidden::remove);
        List<String> packages = new ArrayList<>();
        for (StoreKind kind : hidden) {
            packages.addAll(PACKAGES.get(kind));
        }
        return new FilteredClassLoader(packages.toArray(new String[0]));
    }

    /** With all of this module's auto-configurations, and the events of the shop. */
    static ApplicationContextRunner runner(StoreKind... present) {
        return withoutTopics(present).withPropertyValues("aett.topics.packages=" + OrderEvent.class.getPackageName());
    }

    static ApplicationContextRunner withoutTopics(StoreKind... present) {
        return new ApplicationContextRunner()
                .withClassLoader(with(present))
                .withConfiguration(AutoConfigurations.of(ours()));
    }

    /** As Boot finds them, so that one that is not listed is missed. */
    static Class<?>[] ours() {
        List<Class<?>> ours = new ArrayList<>();
        for (String name : ImportCandidates.load(AutoConfiguration.class, Contexts.class.getClassLoader())) {
            if (name.startsWith("io.aett.")) {
                ours.add(ClassUtils.resolveClassName(name, Contexts.class.getClassLoader()));
            }
        }
        return ours.toArray(new Class<?>[0]);
    }
}
