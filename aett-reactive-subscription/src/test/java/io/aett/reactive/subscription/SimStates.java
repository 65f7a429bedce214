package io.aett.reactive.subscription;

import io.aett.reactive.StateEntry;
import io.aett.reactive.StateOutcomeUnknownException;
import io.aett.reactive.StateStore;
import io.aett.reactive.StorageUnavailableException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/**
 * The states as one process sees them. Each operation is two steps, the request and the answer, with anything between them. An answer may
 * be lost, a request too; a change of which nothing was heard may take effect later.
 */
final class SimStates implements StateStore {

    private final SimProcess process;
    private final SimWorld world;
    private final SimServer server;

    SimStates(SimProcess process, SimServer server) {
        this.process = process;
        this.world = process.world;
        this.server = server;
    }

    @Override
    public Mono<StateEntry> get(String space, String key) {
        return read(at -> at.get(space, key));
    }

    @Override
    public Flux<StateEntry> scan(String space, String from) {
        int size = (int) world.between(2, 20);
        return pages(space, from, true, size);
    }

    private Flux<StateEntry> pages(String space, String from, boolean inclusive, int size) {
        return this.<List<StateEntry>>read(at -> at.page(space, from, inclusive, size))
                .flatMapMany(page -> page.size() < size
                        ? Flux.fromIterable(page)
                        : Flux.fromIterable(page)
                                .concatWith(Flux.defer(() ->
                                        pages(space, page.get(page.size() - 1).key(), false, size))));
    }

    /** Seen up to a second later. */
    @Override
    public Flux<StateEntry> changes(String space, String key) {
        return Flux.create(sink -> server.whenRung(() -> world.after(
                world.between(0, 1_000_000),
                () -> process.step(() -> {
                    StateEntry now = server.get(space, key);
                    if (now != null) {
                        sink.next(now);
                    }
                }))));
    }

    @Override
    public Mono<StateEntry> create(String space, String key, byte[] value) {
        return change(at -> at.create(process.name, space, key, value));
    }

    @Override
    public Mono<StateEntry> replace(StateEntry expected, byte[] value) {
        return change(at -> at.replace(process.name, expected, value));
    }

    @Override
    public Mono<Boolean> remove(StateEntry expected) {
        return change(at -> at.remove(process.name, expected));
    }

    /** Without a condition: only those use it that do it wrong. */
    Mono<StateEntry> put(String space, String key, byte[] value) {
        return change(at -> at.put(process.name, space, key, value));
    }

    private <T> Mono<T> read(SimServer.Request<T> request) {
        return Mono.create(sink -> {
            if (world.happens(15)) {
                world.after(world.way(), () -> process.step(() -> sink.error(unavailable())));
            } else {
                exchange(request, sink);
            }
        });
    }

    private <T> Mono<T> change(SimServer.Request<T> request) {
        return Mono.create(sink -> {
            if (!world.happens(40)) {
                exchange(request, sink);
                return;
            }
            boolean known = world.happens(300);
            world.after(
                    world.way(),
                    () -> process.step(() -> sink.error(
                            known ? unavailable() : new StateOutcomeUnknownException("the answer was lost"))));
            if (!known && world.happens(700)) {
                world.after(world.way(), () -> request.at(server));
            }
        });
    }

    private <T> void exchange(SimServer.Request<T> request, MonoSink<T> sink) {
        world.after(world.way(), () -> {
            @Nullable T answer = request.at(server);
            world.after(
                    world.way(),
                    () -> process.step(() -> {
                        if (answer == null) {
                            sink.success();
                        } else {
                            sink.success(answer);
                        }
                    }));
        });
    }

    private static StorageUnavailableException unavailable() {
        return new StorageUnavailableException("the request was lost");
    }
}
