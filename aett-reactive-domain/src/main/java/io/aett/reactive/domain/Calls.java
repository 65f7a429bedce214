package io.aett.reactive.domain;

import io.aett.reactive.domain.RepositoryCall.Operation;
import io.aett.reactive.internal.Arounds;
import reactor.core.publisher.Mono;

/** What a repository does, with what goes around it. */
record Calls(String tenantId, Arounds<RepositoryCall> arounds) {

    <T> Mono<T> load(Class<?> type, String id, Mono<T> work) {
        return call(Operation.LOAD, type, id, work);
    }

    <T> Mono<T> update(Class<?> type, String id, Mono<T> work) {
        return call(Operation.UPDATE, type, id, work);
    }

    private <T> Mono<T> call(Operation operation, Class<?> type, String id, Mono<T> work) {
        return arounds.around(() -> new RepositoryCall(operation, tenantId, id, type), work);
    }
}
