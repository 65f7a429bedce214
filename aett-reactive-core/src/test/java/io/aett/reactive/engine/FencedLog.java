package io.aett.reactive.engine;

import io.aett.reactive.spi.AppendResult;
import io.aett.reactive.spi.EncodedCommit;
import io.aett.reactive.spi.LogHead;
import io.aett.reactive.spi.LogPage;
import io.aett.reactive.spi.PageRequest;
import io.aett.reactive.spi.ReadView;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** A log whose fence and wake-ups are set by the test. */
final class FencedLog extends EmptyLog {

    private final List<Long> checkpoints = new ArrayList<>();
    private UUID store = STORE;
    long last;
    /** How much more {@link #head()} promises than there is. */
    long promised;

    long fence = Long.MAX_VALUE;
    /** What each page was told. */
    final List<Optional<ReadView>> views = new ArrayList<>();

    int reads;
    int requests;

    @Nullable
    RuntimeException failure;

    Runnable onRead = () -> {};
    Sinks.@Nullable Many<Long> wakeUps;

    UUID id() {
        return store;
    }

    void add(long... more) {
        for (long checkpoint : more) {
            checkpoints.add(checkpoint);
            last = Math.max(last, checkpoint);
        }
        checkpoints.sort(null);
    }

    void recreate() {
        checkpoints.clear();
        last = 0;
        store = UUID.randomUUID();
    }

    /** As a backup does. */
    void setBack(long checkpoint) {
        checkpoints.removeIf(later -> later > checkpoint);
        last = checkpoint;
    }

    private void failIfTold() {
        if (failure != null) {
            throw failure;
        }
    }

    @Override
    public Mono<List<AppendResult>> append(List<EncodedCommit> batch) {
        return Mono.fromSupplier(() -> {
            add(last + 1);
            return List.of(new AppendResult.Appended(last, batch.get(0).stamp()));
        });
    }

    @Override
    public Mono<LogPage> readAll(PageRequest page) {
        return Mono.fromSupplier(() -> {
            reads++;
            views.add(Optional.ofNullable(page.view()));
            requests++;
            failIfTold();
            LogHead head = new LogHead(store, last);
            long settled = Math.max(page.after(), Math.min(last, fence));
            List<EncodedCommit> commits = checkpoints.stream()
                    .filter(checkpoint -> checkpoint > page.after() && checkpoint <= settled)
                    .map(checkpoint -> EngineFixture.stored(checkpoint, checkpoint))
                    .toList();
            onRead.run();
            return new LogPage(head, commits, settled);
        });
    }

    @Override
    public Mono<LogHead> head() {
        return Mono.fromSupplier(() -> {
            requests++;
            failIfTold();
            return new LogHead(store, last + promised);
        });
    }

    @Override
    public @Nullable Flux<Long> wakeUps() {
        return wakeUps == null ? null : Flux.defer(() -> wakeUps.asFlux());
    }
}
