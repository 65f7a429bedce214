package io.aett.reactive.spring.autoconfigure;

import io.aett.reactive.domain.Saga;
import io.aett.reactive.subscription.EventContext;
import io.aett.reactive.subscription.EventHandlers;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.springframework.aop.support.AopUtils;
import org.springframework.core.ReactiveAdapter;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;
import reactor.core.publisher.Mono;

/** The methods named {@code on} of a bean, as handlers of events. */
final class HandlerMethods {

    private static final String NAME = "on";

    private HandlerMethods() {}

    /** @param deliveries whether also of events in commits by which a runner delivers them to sagas */
    static EventHandlers of(Object bean, boolean deliveries) {
        Class<?> type = ClassUtils.getUserClass(AopUtils.getTargetClass(bean));
        List<Method> methods = Arrays.stream(ReflectionUtils.getUniqueDeclaredMethods(type))
                .filter(method -> method.getName().equals(NAME) && !method.isBridge())
                .toList();
        if (methods.isEmpty()) {
            throw new SetupException(
                    type.getName() + " is an @EventSubscription without a method named on.",
                    "Give it one for each class of events, such as Mono<Void> on(OrderPlaced event).");
        }
        EventHandlers.Builder handlers = EventHandlers.builder();
        methods.forEach(method -> add(handlers, bean, method, deliveries));
        return handlers.build();
    }

    private static void add(EventHandlers.Builder handlers, Object bean, Method method, boolean deliveries) {
        Class<?>[] parameters = method.getParameterTypes();
        boolean withContext = parameters.length == 2 && parameters[1] == EventContext.class;
        if (!(parameters.length == 1 || withContext) || Modifier.isStatic(method.getModifiers())) {
            throw new SetupException(
                    method + " cannot handle events.",
                    "Methods named on take an event and, if they like, the EventContext; name others otherwise.");
        }
        Invocation invocation = new Invocation(bean, method, adapter(method));
        handlers.on(parameters[0], (Object event, EventContext context) -> {
            if (!deliveries && Saga.isDelivery(context.commit())) {
                return Mono.empty();
            }
            return withContext ? invocation.invoke(event, context) : invocation.invoke(event);
        });
    }

    private static @Nullable ReactiveAdapter adapter(Method method) {
        Class<?> type = method.getReturnType();
        if (type == void.class) {
            return null;
        }
        ReactiveAdapter adapter = ReactiveAdapterRegistry.getSharedInstance().getAdapter(type);
        if (adapter == null) {
            throw new SetupException(
                    method + " returns a " + type.getName() + ", whose end nobody can wait for.",
                    "Return a publisher, such as Mono<Void>, or nothing.");
        }
        return adapter;
    }

    /** @param adapter null for a method that returns nothing */
    private record Invocation(
            Object bean, Method method, @Nullable ReactiveAdapter adapter) {

        Invocation(Object bean, Method method, @Nullable ReactiveAdapter adapter) {
            this.bean = bean;
            this.method = AopUtils.selectInvocableMethod(method, bean.getClass());
            this.adapter = adapter;
            ReflectionUtils.makeAccessible(this.method);
        }

        Publisher<?> invoke(Object... arguments) {
            try {
                Object result = method.invoke(bean, arguments);
                return adapter == null ? Mono.empty() : adapter.toPublisher(result);
            } catch (InvocationTargetException thrown) {
                return Mono.error(thrown.getTargetException());
            } catch (IllegalAccessException denied) {
                return Mono.error(denied);
            }
        }
    }
}
