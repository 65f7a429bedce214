package io.aett.reactive.benchmarks.rows;

import io.aett.reactive.Commit;
import io.aett.reactive.benchmarks.load.Comparison;
import io.aett.reactive.benchmarks.load.Load;
import io.aett.reactive.benchmarks.load.Operation;
import io.aett.reactive.benchmarks.load.Sample;
import io.aett.reactive.benchmarks.model.ItemAdded;
import io.aett.reactive.benchmarks.report.Figures;
import io.aett.reactive.benchmarks.report.Row;
import io.aett.reactive.benchmarks.subject.Subject;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Reading a long stream, and reading all, to the end and parsed, by one reader. */
final class Reads implements Measurement {

    private static final int STREAMS = 20;

    @Override
    public void measure(Subject subject, Settings settings, Consumer<Row> rows) {
        subject.reset();
        List<String> streams =
                IntStream.range(0, STREAMS).mapToObj(n -> "read-" + n).toList();
        String longest = "read-0";
        int each = Math.max(1, settings.commits() / STREAMS);
        subject.fill(streams, 0, each, 1);
        subject.fillRaw(streams, 0, each);
        rows.accept(row(
                subject,
                settings,
                "read all, " + each * STREAMS + " events",
                each * STREAMS,
                () -> quantities(subject.store().management().getFrom(0)),
                () -> subject.raw().readAll()));
        int more = settings.commits() - each;
        subject.fill(List.of(longest), each, more, 1);
        subject.fillRaw(List.of(longest), each, more);
        rows.accept(row(
                subject,
                settings,
                "read a stream of " + settings.commits() + " events",
                settings.commits(),
                () -> quantities(subject.store().commits().get(Subject.TENANT, longest)),
                () -> subject.raw().read(longest)));
        subject.reset();
    }

    private interface Read {
        Mono<Long> once();
    }

    private static Row row(Subject subject, Settings settings, String what, int events, Read store, Read raw) {
        long fromStore = value(store.once());
        long fromRaw = value(raw.once());
        if (fromStore != fromRaw) {
            throw new IllegalStateException(what + ": the store read " + fromStore + ", raw " + fromRaw);
        }
        Comparison measured = Comparison.of(
                settings.warmups(),
                settings.rounds(),
                () -> run(settings, (caller, index) -> store.once()),
                () -> run(settings, (caller, index) -> raw.once()));
        return Row.rates(
                subject.name(),
                what,
                Figures.rate(measured.store(Sample::rate) * events) + " events",
                Figures.rate(measured.raw(Sample::rate) * events) + " events ("
                        + subject.raw().name() + ")",
                measured,
                subject.targets().reading());
    }

    private static Sample run(Settings settings, Operation operation) {
        return Load.of(1, false, settings.round()).run(operation);
    }

    private static long value(Mono<Long> sum) {
        Long value = sum.block();
        return value == null ? -1 : value;
    }

    /** The sum of all quantities, as the raw side counts it. */
    static Mono<Long> quantities(Flux<Commit> commits) {
        return commits.collect(() -> new long[1], (sum, commit) -> {
                    for (int i = 0; i < commit.events().size(); i++) {
                        sum[0] += ((ItemAdded) commit.events().get(i).body()).quantity();
                    }
                })
                .map(sum -> sum[0]);
    }
}
