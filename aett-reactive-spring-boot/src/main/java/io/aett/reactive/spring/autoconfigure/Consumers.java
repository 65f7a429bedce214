package io.aett.reactive.spring.autoconfigure;

import io.aett.reactive.process.CommandRelay;
import io.aett.reactive.process.SagaRunner;
import io.aett.reactive.spring.ConsumerBuilders;
import io.aett.reactive.spring.EventSubscription;
import io.aett.reactive.subscription.Subscription;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.springframework.beans.factory.ListableBeanFactory;

/** All consumers of the application: beans of the three types, and of classes that are subscriptions. */
final class Consumers {

    private final List<Consumer> enabled;
    private final AettProperties properties;

    Consumers(ListableBeanFactory beans, ConsumerBuilders builders, AettProperties properties) {
        this.properties = properties;
        Map<String, Consumer> byName = new LinkedHashMap<>();
        Stream.of(
                        beans.getBeanProvider(Subscription.class)
                                .orderedStream()
                                .map(Consumer::of),
                        beans.getBeanProvider(SagaRunner.class).orderedStream().map(Consumer::of),
                        beans.getBeanProvider(CommandRelay.class)
                                .orderedStream()
                                .map(Consumer::of),
                        annotated(beans, builders))
                .flatMap(all -> all)
                .forEach(consumer -> {
                    if (byName.put(consumer.name(), consumer) != null) {
                        throw new SetupException(
                                "Two subscriptions are named " + consumer.name()
                                        + ", so they would share a checkpoint.",
                                "Give one of them another name.");
                    }
                });
        this.enabled = byName.values().stream()
                .filter(consumer -> of(consumer.name()).enabled())
                .toList();
    }

    /** Those that this process runs. */
    List<Consumer> enabled() {
        return enabled;
    }

    SubscriptionProperties of(String name) {
        return properties.subscription(name);
    }

    private static Stream<Consumer> annotated(ListableBeanFactory beans, ConsumerBuilders builders) {
        return Stream.of(beans.getBeanNamesForAnnotation(EventSubscription.class))
                .map(bean -> annotated(beans, bean, builders));
    }

    private static Consumer annotated(ListableBeanFactory beans, String bean, ConsumerBuilders builders) {
        EventSubscription annotation = beans.findAnnotationOnBean(bean, EventSubscription.class);
        if (annotation == null) {
            throw new IllegalStateException(bean + " has no @EventSubscription any more");
        }
        String name = annotation.value();
        return SetupException.namingSubscription(
                name,
                () -> Consumer.of(builders.subscription(name)
                        .onEvents(HandlerMethods.of(beans.getBean(bean), annotation.deliveries()))
                        .build()));
    }
}
