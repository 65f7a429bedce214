package io.aett.reactive.engine;

import io.aett.reactive.spi.PageRequest;
import reactor.core.publisher.Mono;

/** How every page is asked for: its size, its time-out, its failures. */
final class Paging {

    private static final long MAX_PAGE_BYTES = 4L << 20;

    private final EngineOptions options;
    private final Failures failures;

    Paging(EngineOptions options, Failures failures) {
        this.options = options;
        this.failures = failures;
    }

    PageRequest request(long after) {
        return new PageRequest(after, options.pageSize(), MAX_PAGE_BYTES);
    }

    /** Bounds one access in time and turns its failures into the exception family. */
    <T> Mono<T> access(Mono<T> access) {
        return access.timeout(
                        options.readTimeout(),
                        Mono.error(() -> failures.readTimedOut(options.readTimeout())),
                        options.scheduler())
                .onErrorMap(failures::ofAccess)
                .contextWrite(Abandoned::ignored);
    }
}
