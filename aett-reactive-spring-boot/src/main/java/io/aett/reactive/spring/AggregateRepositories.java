package io.aett.reactive.spring;

import io.aett.reactive.domain.AggregateRepository;

/** The repositories of all tenants, which differ in nothing but the tenant. Safe for use by many threads. */
@FunctionalInterface
public interface AggregateRepositories {

    /**
     * The repository of this tenant. Nothing is opened, nothing is read; it costs a few objects, so there is no need to keep it, but its updates of
     * one id only take turns with those of the same object.
     */
    AggregateRepository of(String tenantId);
}
