package io.aett.reactive.benchmarks.rows;

import io.aett.reactive.Commit;
import io.aett.reactive.benchmarks.load.Latencies;
import io.aett.reactive.benchmarks.probe.TailProbe;
import io.aett.reactive.benchmarks.report.Figures;
import io.aett.reactive.benchmarks.report.Row;
import io.aett.reactive.benchmarks.subject.Subject;
import io.aett.reactive.subscription.Subscription;
import java.time.Duration;
import java.util.function.Consumer;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The time from calling {@code commit} to a subscription's handler, beside that to a follower, in the same process. */
final class WakeUp implements Measurement {

    private static final long MORE = Duration.ofMillis(1).toNanos();

    @Override
    public void measure(Subject subject, Settings settings, Consumer<Row> rows) {
        Latencies follower = time(
                subject, settings, Flux.defer(() -> subject.store().management().follow(0)));
        Latencies handler = time(subject, settings, handled(subject));
        long p50 = follower.quantile(0.5);
        rows.accept(Row.beside(
                subject.name(),
                "commit to handler",
                LiveTail.times(handler),
                LiveTail.times(follower) + " (follow)",
                "p50 < " + Figures.time(p50 + MORE),
                handler.quantile(0.5) < p50 + MORE));
        subject.reset();
    }

    private static Latencies time(Subject subject, Settings settings, Flux<Commit> commits) {
        subject.reset();
        return TailProbe.time(commits, settings.pings(), () -> LiveTail.ping(subject, settings.pings()));
    }

    private static Flux<Commit> handled(Subject subject) {
        return Flux.create(sink -> {
            Subscription subscription = Subscription.builder("wake-up", subject.store())
                    .onCommit(commit -> {
                        sink.next(commit);
                        return Mono.empty();
                    })
                    .build();
            sink.onDispose(Running.start(subscription, sink::error)::close);
        });
    }
}
