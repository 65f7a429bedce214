package io.aett.reactive.testkit.matrix;

import io.aett.reactive.Commit;
import io.aett.reactive.StorageUnavailableException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** R2, R3, R5, R9, G4, G7: readers of everything that is there to be read, beside writers whom the fault does not strike. */
final class ReadWork implements Work {

    private static final int ANSWERS = 3;
    private static final List<String> STREAMS = List.of("a", "b");

    @Override
    public Mono<Void> run(Trial trial) {
        return Mono.when(
                Flux.fromIterable(STREAMS)
                        .flatMap(stream -> Writing.own(trial, trial.beside(), stream))
                        .then(),
                reader(trial, "reader of streams", () -> stream(trial)),
                reader(trial, "reader by time", () -> byTime(trial)),
                reader(trial, "reader of all", () -> all(trial)),
                reader(trial, "finder", () -> find(trial)),
                reader(trial, "looker", () -> head(trial)));
    }

    private interface Reading {
        Mono<Boolean> read();
    }

    private static Mono<Void> reader(Trial trial, String name, Reading reading) {
        return trial.repeat(
                name,
                () -> reading.read().onErrorResume(StorageUnavailableException.class, failure -> Mono.just(false)));
    }

    private static String any(Trial trial) {
        return STREAMS.get(trial.random().nextInt(STREAMS.size()));
    }

    private static Mono<Boolean> stream(Trial trial) {
        String stream = any(trial);
        return whole(trial, stream, trial.store().commits().get(Trial.TENANT, stream));
    }

    private static Mono<Boolean> byTime(Trial trial) {
        String stream = any(trial);
        return whole(trial, stream, trial.store().commits().getTo(Trial.TENANT, stream, Instant.MAX));
    }

    private static Mono<Boolean> whole(Trial trial, String stream, Flux<Commit> read) {
        return Mono.defer(() -> {
            long invoked = System.nanoTime();
            return trial.reading("a read of a stream", ANSWERS, read)
                    .map(Commit::commitId)
                    .collectList()
                    .doOnNext(
                            ids -> trial.history().stream(Trial.TENANT, stream).read(ids, invoked, System.nanoTime()))
                    .thenReturn(true);
        });
    }

    /** What came before a failure counts as well. */
    private static Mono<Boolean> all(Trial trial) {
        return Mono.defer(() -> {
            long acknowledged = trial.history().head();
            long after = trial.random().nextBoolean() ? 0 : trial.random().nextLong(1 + acknowledged);
            List<Commit> given = new ArrayList<>();
            return trial.reading(
                            "a read of everything",
                            ANSWERS,
                            trial.store().management().getFrom(after))
                    .doOnNext(given::add)
                    .then(Mono.fromCallable(() -> {
                        long last = given.isEmpty()
                                ? after
                                : given.get(given.size() - 1).checkpointToken();
                        if (last < acknowledged) {
                            trial.history()
                                    .violated("a read of everything ended at " + last + ", before " + acknowledged
                                            + ", which was acknowledged earlier");
                        }
                        return true;
                    }))
                    .doFinally(end -> trial.history().delivered("reader", after, given));
        });
    }

    private static Mono<Boolean> find(Trial trial) {
        return Mono.defer(() -> {
            List<Commit> stored = trial.history().stored();
            if (stored.isEmpty()) {
                return Mono.just(false);
            }
            Commit sought = stored.get(trial.random().nextInt(stored.size()));
            return trial.call(
                            "find",
                            ANSWERS,
                            trial.store().commits().find(sought.tenantId(), sought.streamId(), sought.commitId()))
                    .filter(sought::equals)
                    .hasElement()
                    .doOnNext(found -> {
                        if (!found) {
                            trial.history().violated("not found: " + sought.commitId());
                        }
                    })
                    .thenReturn(true);
        });
    }

    private static Mono<Boolean> head(Trial trial) {
        return Mono.defer(() -> {
            long acknowledged = trial.history().head();
            return trial.call("head", ANSWERS, trial.store().management().head())
                    .doOnNext(head -> {
                        if (head < acknowledged) {
                            trial.history().violated("the head is " + head + " after " + acknowledged);
                        }
                    })
                    .thenReturn(true);
        });
    }
}
