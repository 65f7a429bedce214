package io.aett.reactive.webflux;

import io.aett.reactive.Commit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import reactor.core.publisher.Flux;

/**
 * What one client is sent. Commits and signs of life are merged one by one, so that nothing is read before the client has taken what was
 * there. One instance for each client; it is asked for one item after the other.
 */
final class Feed {

    private final EventStreamResponse response;

    /** The last commit that was passed over, if there was one since the last that was sent. */
    private long passed;

    private Feed(EventStreamResponse response) {
        this.response = response;
    }

    /** Begins with a sign of life, so that the client sees at once that it is connected. */
    static Flux<Line> lines(EventStreamResponse response, AettWebFlux kit, long checkpoint) {
        return Flux.defer(() -> {
            Feed feed = new Feed(response);
            Flux<Long> ticks = Flux.interval(Duration.ZERO, kit.heartbeat()).onBackpressureDrop();
            Flux<Commit> commits = kit.store().management().follow(checkpoint);
            return Flux.merge(1, ticks, commits).concatMapIterable(feed::lines, 1);
        });
    }

    private List<Line> lines(Object item) {
        return item instanceof Commit commit ? of(commit) : List.of(signOfLife());
    }

    private List<Line> of(Commit commit) {
        List<Object> pieces = response.pieces(commit);
        if (pieces.isEmpty()) {
            passed = commit.checkpointToken();
            return List.of();
        }
        passed = 0;
        List<Line> lines = new ArrayList<>(pieces.size());
        for (int i = 0; i < pieces.size(); i++) {
            lines.add(new Line(i == pieces.size() - 1 ? commit.checkpointToken() : 0, pieces.get(i)));
        }
        return lines;
    }

    /** It also says how far the feed is, lest a client that comes back has everything read again that was not for it. */
    private Line signOfLife() {
        Line line = new Line(passed, null);
        passed = 0;
        return line;
    }
}
