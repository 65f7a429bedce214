package io.aett.reactive.engine;

import io.aett.reactive.spi.PageRequest;
import io.aett.reactive.spi.ReadView;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** How every page is asked for: its size, its time-out, its failures. */
final class Paging {

    private static final long MAX_PAGE_BYTES = 4L << 20;

    private final EngineOptions options;
    private final Failures failures;
    private final Deadlines deadlines;

    Paging(EngineOptions options, Failures failures) {
        this.options = options;
        this.failures = failures;
        this.deadlines = new Deadlines(options.readTimeout(), options.scheduler());
    }

    PageRequest request(long after) {
        return new PageRequest(after, options.pageSize(), MAX_PAGE_BYTES);
    }

    PageRequest request(long after, @Nullable ReadView view) {
        return new PageRequest(after, options.pageSize(), MAX_PAGE_BYTES, view);
    }

    /** Bounds one access in time and turns its failures into the exception family. */
    <T> Mono<T> access(Mono<T> access) {
        return deadlines
                .bound(access, () -> failures.readTimedOut(options.readTimeout()))
                .onErrorMap(failures::ofAccess);
    }
}
