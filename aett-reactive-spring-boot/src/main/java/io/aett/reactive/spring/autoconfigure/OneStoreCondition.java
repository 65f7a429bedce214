package io.aett.reactive.spring.autoconfigure;

import io.aett.reactive.EventStore;
import java.util.Objects;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.ConfigurationCondition;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** Where there is one store: among several of its own the application says itself which one everybody gets, and there is one primary bean of a type. */
final class OneStoreCondition extends SpringBootCondition implements ConfigurationCondition {

    @Override
    public ConfigurationPhase getConfigurationPhase() {
        return ConfigurationPhase.REGISTER_BEAN;
    }

    @Override
    public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
        ConfigurableListableBeanFactory beans = Objects.requireNonNull(context.getBeanFactory(), "bean factory");
        int stores = beans.getBeanNamesForType(EventStore.class, true, false).length;
        return new ConditionOutcome(
                stores == 1, ConditionMessage.of("there are " + stores + " beans of type EventStore"));
    }
}
