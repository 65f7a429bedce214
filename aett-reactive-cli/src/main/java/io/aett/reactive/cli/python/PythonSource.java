package io.aett.reactive.cli.python;

import io.aett.reactive.Commit;
import io.aett.reactive.EventStoreException;
import io.aett.reactive.StorageException;
import io.aett.reactive.StorageUnavailableException;
import io.aett.reactive.cli.copy.Source;
import io.aett.reactive.cli.kit.BadInputException;
import java.io.IOException;
import java.util.function.Consumer;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The commits of a store of the Python library. It reads everything each time, as a commit can be judged only with those before it in its
 * stream, and what it leaves out it tells.
 *
 * <p>Behind a place it begins some commits earlier than asked: nothing in the Python library keeps a commit of one program from appearing
 * before those of another one that were read already.
 */
public final class PythonSource implements Source {

    private static final int OVERLAP = 1000;

    private final PythonPlace place;
    private final PythonStore store;
    private final Consumer<Findings> findings;

    /**
     * A source.
     *
     * @param findings is told at the end of each reading what could not be copied
     */
    public PythonSource(PythonPlace place, PythonStore store, Consumer<Findings> findings) {
        this.place = place;
        this.store = store;
        this.findings = findings;
    }

    @Override
    public Flux<Commit> behind(long before) {
        return Flux.defer(() -> {
            Streams streams = new Streams(place.decoder(), !place.isOrdered());
            return store.rows()
                    .onErrorMap(this::failure)
                    .<Commit>handle((row, sink) -> {
                        Commit commit = streams.take(row);
                        if (commit != null) {
                            sink.next(commit);
                        }
                    })
                    .filter(commit -> commit.checkpointToken() > before - OVERLAP)
                    .doOnComplete(() -> {
                        if (streams.isEmpty()) {
                            throw new BadInputException("there is nothing that the Python library stored in "
                                    + place.name() + "; are the address and its names right?");
                        }
                        findings.accept(streams.findings());
                    });
        });
    }

    /** How many snapshots there are. */
    public Mono<Long> snapshots() {
        return store.snapshots().onErrorMap(this::failure);
    }

    private EventStoreException failure(Throwable failure) {
        String message = place.name() + ": " + failure.getMessage();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof IOException) {
                return new StorageUnavailableException(message, failure);
            }
        }
        return new StorageException(message, failure);
    }
}
