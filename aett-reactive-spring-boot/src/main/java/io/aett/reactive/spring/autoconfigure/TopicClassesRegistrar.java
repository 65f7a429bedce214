package io.aett.reactive.spring.autoconfigure;

import io.aett.reactive.Topic;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.annotation.AnnotatedBeanDefinition;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfigurationPackages;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.context.annotation.ImportBeanDefinitionRegistrar;
import org.springframework.core.env.Environment;
import org.springframework.core.io.ResourceLoader;
import org.springframework.core.type.AnnotationMetadata;
import org.springframework.core.type.filter.AnnotationTypeFilter;

/**
 * Looks for classes with a {@link Topic} below the application's packages and those of {@code aett.topics.packages}, and registers their names as a bean
 * definition: ahead-of-time processing writes it down, so that a native image looks for nothing.
 */
final class TopicClassesRegistrar implements ImportBeanDefinitionRegistrar {

    private static final String BEAN = "aettTopicClasses";

    private final BeanFactory beans;
    private final Environment environment;
    private final ResourceLoader resources;

    TopicClassesRegistrar(BeanFactory beans, Environment environment, ResourceLoader resources) {
        this.beans = beans;
        this.environment = environment;
        this.resources = resources;
    }

    @Override
    public void registerBeanDefinitions(AnnotationMetadata importing, BeanDefinitionRegistry registry) {
        Set<String> packages = packages();
        RootBeanDefinition definition = new RootBeanDefinition(TopicClasses.class);
        definition.setRole(BeanDefinition.ROLE_INFRASTRUCTURE);
        definition.getConstructorArgumentValues().addIndexedArgumentValue(0, names(packages));
        definition.getConstructorArgumentValues().addIndexedArgumentValue(1, packages.toArray(new String[0]));
        registry.registerBeanDefinition(BEAN, definition);
    }

    private Set<String> packages() {
        Set<String> packages = new LinkedHashSet<>();
        if (AutoConfigurationPackages.has(beans)) {
            packages.addAll(AutoConfigurationPackages.get(beans));
        }
        packages.addAll(Binder.get(environment)
                .bind("aett.topics.packages", Bindable.listOf(String.class))
                .orElse(List.of()));
        return packages;
    }

    private String[] names(Set<String> packages) {
        Scanner scanner = new Scanner(environment, resources);
        Set<String> names = new TreeSet<>();
        for (String name : packages) {
            scanner.findCandidateComponents(name).forEach(found -> names.add(found.getBeanClassName()));
        }
        return names.toArray(new String[0]);
    }

    /** Finds also what is no bean: records within interfaces, sealed types. */
    private static final class Scanner extends ClassPathScanningCandidateComponentProvider {

        Scanner(Environment environment, ResourceLoader resources) {
            super(false, environment);
            setResourceLoader(resources);
            addIncludeFilter(new AnnotationTypeFilter(Topic.class, false));
        }

        @Override
        protected boolean isCandidateComponent(AnnotatedBeanDefinition definition) {
            return !definition.getMetadata().isAnnotation();
        }
    }
}
