package io.aett.reactive.benchmarks.rows;

import io.aett.reactive.EventStore;
import io.aett.reactive.benchmarks.load.Comparison;
import io.aett.reactive.benchmarks.load.Load;
import io.aett.reactive.benchmarks.load.Operation;
import io.aett.reactive.benchmarks.load.Sample;
import io.aett.reactive.benchmarks.report.Chart;
import io.aett.reactive.benchmarks.report.Figures;
import io.aett.reactive.benchmarks.report.Point;
import io.aett.reactive.benchmarks.report.Row;
import io.aett.reactive.benchmarks.subject.Beside;
import io.aett.reactive.benchmarks.subject.Commits;
import io.aett.reactive.benchmarks.subject.Subject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Commits and reads at the end of a long stream against those of short ones, and the same with many streams. */
final class Growth implements Measurement {

    private static final double FLAT = 0.8;
    private static final int OPERATIONS = 400;
    private static final int SHORT_STREAMS = 16;

    /** Their names are kept here. */
    private static final int MOST_STREAMS = 1_000_000;

    private static final Duration NO_LIMIT = Duration.ofHours(1);

    @Override
    public boolean suits(Subject subject) {
        return subject.mostEvents() == Subject.UNLIMITED;
    }

    @Override
    public void measure(Subject subject, Settings settings, Consumer<Row> rows) {
        int small = settings.growth().get(0);
        for (int large : settings.growth().subList(1, settings.growth().size())) {
            Sizes sizes = new Sizes(small, large, large == settings.growth().get(1));
            length(subject, sizes).measure(subject, settings, rows);
            if (large <= MOST_STREAMS) {
                streams(subject, sizes).measure(subject, settings, rows);
            }
        }
        subject.reset();
    }

    /** What is compared, and whether that is the first pair. */
    private record Sizes(int small, int large, boolean first) {

        /** The smaller one is in the plot once. */
        List<Point> points(String series, double rate, double compared) {
            Point grown = new Point(Chart.GROWTH, series, large, rate);
            return first ? List.of(new Point(Chart.GROWTH, series, small, compared), grown) : List.of(grown);
        }
    }

    /** Streams of one length, and how far each has come. */
    private record Streams(List<String> names, List<AtomicLong> heads) {

        static Streams of(String prefix, int number, long head) {
            return new Streams(
                    IntStream.range(0, number).mapToObj(n -> prefix + n).toList(),
                    IntStream.range(0, number)
                            .mapToObj(n -> new AtomicLong(head))
                            .toList());
        }

        int at(long index) {
            return (int) (index % names.size());
        }
    }

    private static Case length(Subject subject, Sizes sizes) {
        subject.reset();
        Streams shorter = Streams.of("short-", SHORT_STREAMS, sizes.small);
        Streams longer = Streams.of("long-", 1, sizes.large);
        subject.fill(shorter.names(), 0, sizes.small, 1);
        subject.fill(longer.names(), 0, sizes.large, 1);
        EventStore store = subject.store();
        return new Case("commits in the stream", sizes, new Side(store, longer), new Side(store, shorter));
    }

    private static Case streams(Subject subject, Sizes sizes) {
        subject.reset();
        Beside beside = subject.beside();
        Streams few = Streams.of("many-", sizes.small, 1);
        Streams many = Streams.of("many-", sizes.large, 1);
        beside.filling().fill(few.names(), 0, 1, 1);
        subject.fill(many.names(), 0, 1, 1);
        return new Case("streams", sizes, new Side(subject.store(), many), new Side(beside.store(), few));
    }

    /** A store, and what of it is written and read. */
    private record Side(EventStore store, Streams streams) {

        Operation commits() {
            return (caller, index) -> {
                int at = streams.at(index);
                return store.commits()
                        .commit(Commits.of(
                                streams.names.get(at), streams.heads.get(at).incrementAndGet()));
            };
        }

        Operation tails() {
            return (caller, index) -> {
                int at = streams.at(index);
                long last = streams.heads.get(at).get();
                return Reads.quantities(
                        store.commits().get(Subject.TENANT, streams.names.get(at), last - 9, Long.MAX_VALUE));
            };
        }
    }

    /** What has grown, and what it is compared with. */
    private record Case(String grown, Sizes sizes, Side large, Side small) {

        void measure(Subject subject, Settings settings, Consumer<Row> rows) {
            rows.accept(row(subject, settings, "commit", Side::commits));
            rows.accept(row(subject, settings, "read the last 10", Side::tails));
        }

        private Row row(Subject subject, Settings settings, String what, Function<Side, Operation> operation) {
            Operation grownOne = operation.apply(large);
            Operation smallOne = operation.apply(small);
            Comparison measured =
                    Comparison.of(settings.warmups(), settings.rounds(), () -> run(grownOne), () -> run(smallOne));
            double rate = measured.store(Sample::rate);
            double before = measured.raw(Sample::rate);
            return Row.rates(
                            subject.name(),
                            what + ", " + number(sizes.large) + " " + grown,
                            Figures.rate(rate),
                            Figures.rate(before) + " (" + number(sizes.small) + ")",
                            measured,
                            FLAT)
                    .plotted(sizes.points(what + ", " + grown, rate, before));
        }
    }

    private static Sample run(Operation operation) {
        return new Load(1, false, NO_LIMIT, OPERATIONS).run(operation);
    }

    private static String number(int n) {
        int exponent = (int) Math.round(Math.log10(n));
        return n == Math.pow(10, exponent) ? "10^" + exponent : Integer.toString(n);
    }
}
