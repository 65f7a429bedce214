package io.aett.reactive.spring.autoconfigure;

import io.aett.reactive.EventStore;
import io.aett.reactive.explorer.Explorer;
import io.aett.reactive.explorer.ExplorerOptions;
import io.aett.reactive.explorer.StateView;
import io.aett.reactive.spring.OptionsCustomizer;
import org.jspecify.annotations.Nullable;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ImportRuntimeHints;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

/** The page to look at the store, where it was asked for. */
@AutoConfiguration(after = EventStoreAutoConfiguration.class)
@ConditionalOnClass(Explorer.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
@ConditionalOnProperty(name = "aett.explorer.enabled", havingValue = "true")
@EnableConfigurationProperties(ExplorerProperties.class)
@ImportRuntimeHints(ExplorerAutoConfiguration.Files.class)
public final class ExplorerAutoConfiguration {

    @Bean
    RouterFunction<ServerResponse> aettExplorer(
            EventStore store,
            ExplorerProperties properties,
            ObjectProvider<StateView> views,
            ObjectProvider<OptionsCustomizer<ExplorerOptions.Builder>> customizers) {
        return SetupException.naming(() -> {
            ExplorerOptions.Builder builder =
                    ExplorerOptions.builder().path(properties.path()).readOnly(properties.readOnly());
            views.orderedStream().forEach(builder::view);
            customizers.orderedStream().forEach(customizer -> customizer.customize(builder));
            return Explorer.routes(store, builder.build());
        });
    }

    /** The page's files, which a native image leaves out otherwise. */
    static final class Files implements RuntimeHintsRegistrar {

        @Override
        public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
            hints.resources().registerPattern("io/aett/reactive/explorer/page/*");
        }
    }
}
