package io.aett.reactive.spring.autoconfigure;

import io.aett.reactive.domain.Aggregate;
import io.aett.reactive.domain.Saga;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.aot.hint.BindingReflectionHintsRegistrar;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.ReflectionHints;
import org.springframework.beans.factory.aot.BeanFactoryInitializationAotContribution;
import org.springframework.beans.factory.aot.BeanFactoryInitializationAotProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfigurationPackages;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.type.filter.AssignableTypeFilter;
import org.springframework.util.ClassUtils;

/**
 * What a native image has to keep: of classes with a topic what JSON needs, of aggregates and sagas below the application's packages the constructor and the methods that
 * events are applied by.
 */
final class EventHints implements BeanFactoryInitializationAotProcessor {

    @Override
    public @Nullable BeanFactoryInitializationAotContribution processAheadOfTime(
            ConfigurableListableBeanFactory beans) {
        if (beans.getBeanNamesForType(TopicClasses.class, true, false).length == 0) {
            return null;
        }
        ClassLoader classes = Objects.requireNonNull(beans.getBeanClassLoader(), "class loader");
        List<String> events = beans.getBean(TopicClasses.class).names();
        List<String> roots =
                AutoConfigurationPackages.has(beans) ? AutoConfigurationPackages.get(beans) : List.<String>of();
        return (context, code) -> {
            ReflectionHints hints = context.getRuntimeHints().reflection();
            BindingReflectionHintsRegistrar binding = new BindingReflectionHintsRegistrar();
            events.forEach(name -> binding.registerReflectionHints(hints, ClassUtils.resolveClassName(name, classes)));
            roots.forEach(root -> applying(root, classes, hints));
        };
    }

    private static void applying(String root, ClassLoader classes, ReflectionHints hints) {
        ClassPathScanningCandidateComponentProvider scanner = new ClassPathScanningCandidateComponentProvider(false);
        scanner.addIncludeFilter(new AssignableTypeFilter(Aggregate.class));
        scanner.addIncludeFilter(new AssignableTypeFilter(Saga.class));
        scanner.findCandidateComponents(root)
                .forEach(found -> hints.registerType(
                        ClassUtils.resolveClassName(
                                Objects.requireNonNull(found.getBeanClassName(), "class name"), classes),
                        MemberCategory.INVOKE_DECLARED_CONSTRUCTORS,
                        MemberCategory.INVOKE_DECLARED_METHODS));
    }
}
