package io.aett.reactive.spring;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.aot.hint.annotation.Reflective;
import org.springframework.core.annotation.AliasFor;
import org.springframework.stereotype.Component;

/**
 * Makes a class a component and a durable consumer of events: its methods named {@code on} are handed every event of their first parameter's class, at least
 * once and each stream's in order, while the application runs. A second parameter may be the {@link io.aett.reactive.subscription.EventContext}. The most specific class that an
 * event is an instance of counts; events without a method are passed over,
 * and so are the copies that saga runners deliver.
 *
 * <p>A method returns a publisher, or anything that Reactor adapts to one, such as a {@code CompletionStage}: the event is done when that is. One that returns nothing is done
 * when it returns, and must not block. Options are in {@code aett.subscriptions.<name>.*}, and in beans of type {@link SubscriptionCustomizer}.
 */
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Component
@Reflective(EventHandlerMethods.class)
public @interface EventSubscription {

    /** The name that its progress is stored under, for ever: 1 to 200 UTF-8 bytes. It is the name of the bean too. */
    @AliasFor(annotation = Component.class)
    String value();

    /**
     * Whether it also gets the copies of events in the streams of sagas, which a {@link io.aett.reactive.process.SagaRunner} delivered there. Without them it gets each event
     * once, where it happened.
     */
    boolean deliveries() default false;
}
