package io.aett.reactive.spring.autoconfigure;

import java.util.Objects;
import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** See {@link ConditionalOnStore}. */
final class OnStoreCondition extends SpringBootCondition {

    @Override
    public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
        StoreKind kind = metadata.getAnnotations()
                .get(ConditionalOnStore.class)
                .getValue("value", StoreKind.class)
                .orElseThrow();
        StoreChoice choice = StoreChoice.of(
                context.getEnvironment(), Objects.requireNonNull(context.getClassLoader(), "class loader"));
        ConditionMessage.Builder message = ConditionMessage.forCondition(ConditionalOnStore.class);
        return choice.chosen()
                .map(chosen ->
                        new ConditionOutcome(chosen == kind, message.because("the store is " + chosen.property())))
                .orElseGet(() -> ConditionOutcome.noMatch(
                        message.because(choice.failure().getMessage())));
    }
}
