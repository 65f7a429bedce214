package io.aett.reactive.sealedlog;

import io.aett.reactive.spi.EncodedCommit;
import io.aett.reactive.spi.PageRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/**
 * One process's way to the server. Requests and answers take time, stall, come twice; once the process is dead no answer
 * reaches it, while what it had sent may still arrive.
 */
final class Client implements SealedStorage<Client.Reserved> {

    private final World world;
    private final Server server;
    private final Faults faults;
    private final boolean writer;
    private boolean alive = true;
    private int attempts;
    int mostAttempts;

    /** Consecutive positions. */
    record Reserved(long first, int positions) {}

    Client(World world, Server server, Faults faults, boolean writer) {
        this.world = world;
        this.server = server;
        this.faults = faults;
        this.writer = writer;
    }

    boolean alive() {
        return alive;
    }

    void die() {
        alive = false;
    }

    /** The way in one direction. Readers are not stalled: what they wait is to be the log's doing alone. */
    private long way() {
        return writer && world.happens(faults.stall())
                ? world.between(1, faults.longest())
                : world.between(100, Faults.ROUND_TRIP / 2);
    }

    private void arrive(Runnable step) {
        arrive(0, step);
    }

    private void arrive(long later, Runnable step) {
        if (writer && world.happens(faults.crash())) {
            die();
        }
        boolean sent = alive || world.happens(500);
        if (sent) {
            world.after(way() + later, step);
        }
    }

    /** A new append begins. */
    void begin() {
        attempts = 0;
    }

    private <T> void answer(MonoSink<T> sink, T answer) {
        world.after(way(), () -> {
            if (writer && world.happens(faults.crash())) {
                die();
            }
            if (alive) {
                sink.success(answer);
            }
        });
    }

    private <T> Mono<T> call(Supplier<T> step) {
        return Mono.create(sink -> arrive(() -> answer(sink, step.get())));
    }

    @Override
    public Mono<Reserved> reserve(List<EncodedCommit> batch, Duration patience) {
        mostAttempts = Math.max(mostAttempts, ++attempts);
        return call(() -> {
            if (world.happens(faults.setBack())) {
                server.setBack(world.between(1, 200));
            }
            long first = server.reserve(batch.size(), faults.announcing() ? patience : Duration.ZERO);
            return new Reserved(first, batch.size());
        });
    }

    @Override
    public List<Long> positions(Reserved reserved) {
        return LongStream.range(reserved.first, reserved.first + reserved.positions)
                .boxed()
                .toList();
    }

    /** Every commit arrives on its own, in any order; the answer leaves when all were placed. */
    @Override
    public Mono<List<Placement>> place(Reserved reserved, List<EncodedCommit> batch) {
        long first = reserved.first;
        return Mono.create(sink -> {
            long slow = faults.placing() == 0 ? 0 : world.between(faults.placing() / 10, faults.placing());
            Placement[] placements = new Placement[batch.size()];
            int[] missing = {batch.size()};
            for (int i = 0; i < batch.size(); i++) {
                int index = i;
                Runnable step = () -> {
                    placements[index] = server.place(first + index, batch.get(index));
                    if (--missing[0] == 0) {
                        answer(sink, Arrays.asList(placements));
                    }
                };
                arrive(slow, step);
                if (world.happens(faults.twice())) {
                    world.after(
                            world.between(1, faults.longest()), () -> server.place(first + index, batch.get(index)));
                }
            }
        });
    }

    @Override
    public Mono<Void> seal(List<Long> positions) {
        List<Long> all = new ArrayList<>(positions);
        return call(() -> {
                    all.forEach(server::seal);
                    return true;
                })
                .then();
    }

    @Override
    public Mono<Run> read(PageRequest request) {
        return call(() -> server.read(request));
    }
}
