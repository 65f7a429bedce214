package io.aett.reactive.testkit.nothing;

import io.aett.reactive.EventStore;
import io.aett.reactive.spi.StorageLimits;
import io.aett.reactive.testkit.FixtureOptions;
import io.aett.reactive.testkit.RawView;
import io.aett.reactive.testkit.RequestCounting;
import reactor.core.publisher.Mono;

/** Opens stores that do nothing. */
final class NothingFixture implements RequestCounting {

    @Override
    public EventStore open(FixtureOptions options) {
        return new NothingStore();
    }

    @Override
    public RawView raw() {
        return new RawView() {
            @Override
            public Mono<Long> commits(String tenantId) {
                return Mono.just(0L);
            }

            @Override
            public Mono<Long> snapshots(String tenantId) {
                return Mono.just(0L);
            }

            @Override
            public Mono<Void> replaceCommit(String tenantId, String streamId, long commitSequence, byte[] payload) {
                return Mono.empty();
            }

            @Override
            public Mono<Void> deleteCommit(String tenantId, String streamId, long commitSequence) {
                return Mono.empty();
            }

            @Override
            public Mono<Void> replaceSnapshot(String tenantId, String streamId, long streamRevision, byte[] payload) {
                return Mono.empty();
            }
        };
    }

    @Override
    public StorageLimits limits() {
        return new StorageLimits(1, 1 << 20, 1 << 20, 1 << 20, 1);
    }

    @Override
    public int openResources() {
        return 0;
    }

    @Override
    public Mono<Void> dispose() {
        return Mono.empty();
    }

    @Override
    public long requests() {
        return 0;
    }

    @Override
    public void resetRequests() {}
}
