package io.aett.reactive.spring.autoconfigure;

import io.aett.reactive.domain.AggregateRepository;
import io.aett.reactive.spring.AggregateRepositories;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.springframework.util.ConcurrentReferenceHashMap;

/** One object for each tenant, so that updates of one id take turns; as long as memory allows, since who sends a request may name the tenant. */
final class TenantRepositories implements AggregateRepositories {

    private final Map<String, AggregateRepository> byTenant = new ConcurrentReferenceHashMap<>();
    private final Function<String, AggregateRepository> creation;

    TenantRepositories(Function<String, AggregateRepository> creation) {
        this.creation = creation;
    }

    @Override
    public AggregateRepository of(String tenantId) {
        return byTenant.computeIfAbsent(Objects.requireNonNull(tenantId, "tenantId"), creation);
    }
}
