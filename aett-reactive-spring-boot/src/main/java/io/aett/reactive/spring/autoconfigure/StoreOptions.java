package io.aett.reactive.spring.autoconfigure;

import io.aett.reactive.ConflictDetector;
import io.aett.reactive.engine.EngineOptions;
import io.aett.reactive.serialization.EventSerializer;
import io.aett.reactive.spring.OptionsCustomizer;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.PropertyMapper;

/** Puts the options that all stores share on the builder of one. */
final class StoreOptions {

    private final AettProperties properties;
    private final ObjectProvider<EventSerializer> serializer;
    private final ObjectProvider<ConflictDetector> conflictDetector;

    StoreOptions(
            AettProperties properties,
            ObjectProvider<EventSerializer> serializer,
            ObjectProvider<ConflictDetector> conflictDetector) {
        this.properties = properties;
        this.serializer = serializer;
        this.conflictDetector = conflictDetector;
    }

    /** The builder, with the properties and beans, and then changed by the customizers. */
    <B extends EngineOptions.Builder<B>> B applyTo(B builder, ObjectProvider<OptionsCustomizer<B>> customizers) {
        PropertyMapper map = PropertyMapper.get();
        builder.serializer(serializer.getObject());
        conflictDetector.ifAvailable(builder::conflictDetector);
        builder.pageSize(properties.pageSize()).maxQueuedCommits(properties.maxQueuedCommits());
        builder.commitTimeout(properties.commitTimeout()).readTimeout(properties.readTimeout());
        map.from(properties.minPollInterval()).to(builder::minPollInterval);
        builder.maxPollInterval(properties.maxPollInterval());
        customizers.orderedStream().forEach(customizer -> customizer.customize(builder));
        return builder;
    }
}
