package io.aett.reactive.s3;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Finds the end of what is filled one after the other without a gap: the slots of a stream, the positions of the log. By looks at single places, a handful at once: LIST would cost twelve times as much, and what it
 * gives first depends on the kind of bucket.
 *
 * <p>From what is known to be filled it looks one further, and mostly that is the end. Otherwise ever further, then between:
 * for an end that is n further on, about log(n) rounds.
 */
final class Row {

    /** A filled place and what is there; place 0 with nothing is where every row begins. */
    record Place<T>(long number, Optional<T> content) {}

    private Row() {}

    /** The last place for which {@code look} is not empty, beginning behind {@code known}, for which it is not. */
    static <T> Mono<Place<T>> last(Place<T> known, LongFunction<Mono<T>> look) {
        return further(known, known.number(), 1, 1, look);
    }

    /** Looks at {@code start + step}, and with more than one probe at its doubles; goes on while all are filled. */
    private static <T> Mono<Place<T>> further(
            Place<T> low, long start, long step, int probes, LongFunction<Mono<T>> look) {
        List<Long> places = new ArrayList<>(probes);
        long distance = step;
        for (int i = 0; i < probes && distance > 0 && distance < Long.MAX_VALUE - start; i++) {
            places.add(start + distance);
            distance *= 2;
        }
        if (places.isEmpty()) {
            return Mono.just(low);
        }
        long nextStep = distance;
        return probe(places, look).flatMap(found -> {
            Place<T> reached = lastFilled(low, found);
            long open = firstOpen(found);
            return open == Long.MAX_VALUE
                    ? further(reached, start, nextStep, Math.min(8, probes + 3), look)
                    : between(reached, open, look);
        });
    }

    /** The end is at {@code low} or behind it, and before {@code open}. */
    private static <T> Mono<Place<T>> between(Place<T> low, long open, LongFunction<Mono<T>> look) {
        long gap = open - low.number();
        if (gap <= 1) {
            return Mono.just(low);
        }
        long probes = Math.min(8, gap - 1);
        List<Long> places = new ArrayList<>();
        for (long i = 1; i <= probes; i++) {
            long place = low.number() + (gap / (probes + 1)) * i + (gap % (probes + 1)) * i / (probes + 1);
            places.add(place);
        }
        return probe(places, look)
                .flatMap(found -> between(lastFilled(low, found), Math.min(open, firstOpen(found)), look));
    }

    private static <T> Mono<List<Place<T>>> probe(List<Long> places, LongFunction<Mono<T>> look) {
        return Flux.fromIterable(places)
                .flatMapSequential(
                        number -> look.apply(number)
                                .map(content -> new Place<>(number, Optional.of(content)))
                                .defaultIfEmpty(new Place<>(number, Optional.empty())),
                        places.size())
                .collectList();
    }

    private static <T> Place<T> lastFilled(Place<T> low, List<Place<T>> found) {
        Place<T> last = low;
        for (Place<T> place : found) {
            if (place.content().isEmpty()) {
                break;
            }
            last = place;
        }
        return last;
    }

    private static <T> long firstOpen(List<Place<T>> found) {
        for (Place<T> place : found) {
            if (place.content().isEmpty()) {
                return place.number();
            }
        }
        return Long.MAX_VALUE;
    }
}
