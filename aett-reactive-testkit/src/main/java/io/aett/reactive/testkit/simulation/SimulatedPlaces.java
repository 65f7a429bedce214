package io.aett.reactive.testkit.simulation;

import io.aett.reactive.sealedlog.Placement;
import io.aett.reactive.sealedlog.Run;
import io.aett.reactive.sealedlog.SealedStorage;
import io.aett.reactive.spi.EncodedCommit;
import io.aett.reactive.spi.FailureClassifier.Kind;
import io.aett.reactive.spi.PageRequest;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import reactor.core.publisher.Mono;

/** The four primitives of the sealed log as one process reaches them. Each commit is placed at a moment of its own. */
final class SimulatedPlaces implements SealedStorage<SimulatedPlaces.Reserved> {

    private final SimulatedWay way;
    private final SimulatedData data;

    /** Consecutive positions. */
    record Reserved(long first, int positions) {}

    SimulatedPlaces(SimulatedWay way, SimulatedData data) {
        this.way = way;
        this.data = data;
    }

    /** Nothing is stored yet, so what fails here was not applied. */
    @Override
    public Mono<Reserved> reserve(List<EncodedCommit> batch, Duration patience) {
        return way.append("reserve", () -> new Reserved(data.reserve(batch.size(), patience), batch.size()))
                .onErrorMap(
                        failure -> SimulatedFaults.classify(failure) == Kind.UNKNOWN,
                        failure -> new SimulatedFaults.Failure(Kind.NOT_APPLIED));
    }

    @Override
    public List<Long> positions(Reserved reserved) {
        return LongStream.range(reserved.first, reserved.first + reserved.positions)
                .boxed()
                .toList();
    }

    @Override
    public Mono<List<Placement>> place(Reserved reserved, List<EncodedCommit> batch) {
        return Mono.defer(() -> {
            Mono<Placement>[] each = place(reserved.first, batch);
            return each.length == 1
                    ? each[0].map(List::of)
                    : Mono.zip(
                                    Arrays.asList(each),
                                    all -> Arrays.stream(all)
                                            .map(Placement.class::cast)
                                            .toList())
                            .onErrorMap(SimulatedPlaces::open);
        });
    }

    /** When one of several failed, of the others nobody knows. */
    private static Throwable open(Throwable failure) {
        return new SimulatedFaults.Failure(Kind.UNKNOWN);
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private Mono<Placement>[] place(long first, List<EncodedCommit> batch) {
        Mono<Placement>[] each = new Mono[batch.size()];
        for (int i = 0; i < each.length; i++) {
            long position = first + i;
            EncodedCommit commit = batch.get(i);
            each[i] = way.append("place", () -> data.place(position, commit));
        }
        return each;
    }

    @Override
    public Mono<Void> seal(List<Long> positions) {
        List<Long> all = List.copyOf(positions);
        return way.<Boolean>change("seal", () -> {
                    all.forEach(data::seal);
                    return true;
                })
                .then();
    }

    @Override
    public Mono<Run> read(PageRequest request) {
        return way.read("read run", () -> data.run(request));
    }
}
