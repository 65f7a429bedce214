package io.aett.reactive.memory;

import io.aett.reactive.spi.StorageManagement;
import java.util.UUID;
import reactor.core.publisher.Mono;

/** Makes, empties and drops what is in memory, each in one step. */
final class MemoryManagement implements StorageManagement {

    private final MemoryCommitLog log;

    MemoryManagement(MemoryCommitLog log) {
        this.log = log;
    }

    @Override
    public Mono<Void> initialize() {
        return log.change(() -> {
                    if (log.dropped()) {
                        log.replace(new MemoryRoot(UUID.randomUUID(), 0));
                    }
                    return true;
                })
                .then();
    }

    @Override
    public Mono<Void> drop() {
        return log.change(() -> {
                    log.replace(null);
                    return true;
                })
                .doAfterTerminate(log::hint)
                .then();
    }

    @Override
    public Mono<Void> purge(String tenantId) {
        return log.change(() -> purgeNow(tenantId)).then();
    }

    /** Only the writer. */
    boolean purgeNow(String tenantId) {
        MemoryRoot now = log.root();
        boolean there = now.tenant(tenantId) != null;
        if (there) {
            log.replace(now.without(tenantId));
        }
        return there;
    }

    @Override
    public Mono<Void> close() {
        return Mono.empty();
    }
}
