package io.aett.reactive.spring;

/**
 * Changes options after the properties were applied. A bean of it is found by its type argument, so a method that makes one declares it: {@code
 * OptionsCustomizer<PostgresOptions.Builder>}. Several are applied in their order.
 *
 * @param <B> the builder: of a store's options, a repository, a saga runner, a command relay, the kit for WebFlux or a client of AWS
 */
@FunctionalInterface
public interface OptionsCustomizer<B> {

    /** Changes {@code builder}, which has what the properties say. */
    void customize(B builder);
}
