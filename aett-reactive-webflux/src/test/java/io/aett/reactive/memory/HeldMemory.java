package io.aett.reactive.memory;

import io.aett.reactive.EventStore;
import io.aett.reactive.engine.EventStoreEngine;
import io.aett.reactive.spi.AppendResult;
import io.aett.reactive.spi.CommitLog;
import io.aett.reactive.spi.EncodedCommit;
import io.aett.reactive.spi.Storage;
import io.aett.reactive.testkit.support.PassingLog;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import reactor.core.publisher.Mono;

/** A second store on the data of one in memory, whose storage takes nothing before a gate opens. */
public final class HeldMemory extends PassingLog {

    private final Mono<Void> gate;
    private final AtomicInteger appends = new AtomicInteger();

    private HeldMemory(CommitLog log, Mono<Void> gate) {
        super(log);
        this.gate = gate;
    }

    public static HeldMemory on(MemoryEventStore data, Mono<Void> gate) {
        return new HeldMemory(data.storage().commits(), gate);
    }

    public AtomicInteger appends() {
        return appends;
    }

    public EventStore store(MemoryEventStore data, MemoryOptions options) {
        Storage all = data.storage();
        Storage held = new Storage(
                all.name(), all.limits(), this, all.snapshots(), all.states(), all.management(), all.failures());
        return EventStoreEngine.create(held, options.engine());
    }

    @Override
    public Mono<List<AppendResult>> append(List<EncodedCommit> batch) {
        return Mono.defer(() -> {
            appends.incrementAndGet();
            return gate.then(super.append(batch));
        });
    }
}
