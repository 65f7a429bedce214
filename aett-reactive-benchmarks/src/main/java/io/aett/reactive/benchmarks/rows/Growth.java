package io.aett.reactive.benchmarks.rows;

import io.aett.reactive.benchmarks.load.Comparison;
import io.aett.reactive.benchmarks.load.Load;
import io.aett.reactive.benchmarks.load.Operation;
import io.aett.reactive.benchmarks.load.Sample;
import io.aett.reactive.benchmarks.report.Figures;
import io.aett.reactive.benchmarks.report.Row;
import io.aett.reactive.benchmarks.subject.Commits;
import io.aett.reactive.benchmarks.subject.Subject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** Commits and reads at the end of a long stream against those of short ones, and the same with many streams. */
final class Growth implements Measurement {

    private static final double FLAT = 0.8;
    private static final int OPERATIONS = 400;
    private static final int SHORT_STREAMS = 16;
    private static final Duration NO_LIMIT = Duration.ofHours(1);

    @Override
    public boolean suits(Subject subject) {
        return subject.mostEvents() == Subject.UNLIMITED;
    }

    @Override
    public void measure(Subject subject, Settings settings, Consumer<Row> rows) {
        int small = settings.growth().get(0);
        for (int large : settings.growth().subList(1, settings.growth().size())) {
            length(subject, settings, small, large, rows);
            streams(subject, settings, small, large, rows);
        }
        subject.reset();
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

        Operation commits(Subject subject) {
            return (caller, index) -> {
                int at = (int) (index % names.size());
                return subject.store()
                        .commits()
                        .commit(Commits.of(names.get(at), heads.get(at).incrementAndGet()));
            };
        }

        Operation tails(Subject subject) {
            return (caller, index) -> {
                int at = (int) (index % names.size());
                return Reads.quantities(subject.store()
                        .commits()
                        .get(Subject.TENANT, names.get(at), heads.get(at).get() - 9, Long.MAX_VALUE));
            };
        }
    }

    private static void length(Subject subject, Settings settings, int small, int large, Consumer<Row> rows) {
        subject.reset();
        Streams shorter = Streams.of("short-", SHORT_STREAMS, small);
        Streams longer = Streams.of("long-", 1, large);
        subject.fill(shorter.names(), 0, small, 1);
        subject.fill(longer.names(), 0, large, 1);
        String size = number(large) + " commits in the stream";
        rows.accept(
                row(subject, settings, "commit, " + size, small, longer.commits(subject), shorter.commits(subject)));
        rows.accept(row(
                subject, settings, "read the last 10, " + size, small, longer.tails(subject), shorter.tails(subject)));
    }

    /** What few streams cost is measured before there are many, so this is the one pair that is not side by side. */
    private static void streams(Subject subject, Settings settings, int small, int large, Consumer<Row> rows) {
        subject.reset();
        Streams few = Streams.of("many-", small, 1);
        subject.fill(few.names(), 0, 1, 1);
        Comparison before = both(settings, few.commits(subject), few.tails(subject));
        List<String> rest =
                IntStream.range(small, large).mapToObj(n -> "many-" + n).toList();
        subject.fill(rest, 0, 1, 1);
        Streams many = Streams.of("many-", large, 1);
        for (int i = 0; i < small; i++) {
            many.heads().get(i).set(few.heads().get(i).get());
        }
        Comparison after = both(settings, many.commits(subject), many.tails(subject));
        String size = number(large) + " streams";
        rows.accept(apart(
                subject, "commit, " + size, number(small), after.store(Sample::rate), before.store(Sample::rate)));
        rows.accept(apart(
                subject,
                "read the last 10, " + size,
                number(small),
                after.raw(Sample::rate),
                before.raw(Sample::rate)));
    }

    private static Comparison both(Settings settings, Operation commits, Operation tails) {
        return Comparison.of(settings.warmups(), settings.rounds(), () -> run(commits), () -> run(tails));
    }

    private static Row row(
            Subject subject, Settings settings, String what, int small, Operation large, Operation compared) {
        Comparison measured =
                Comparison.of(settings.warmups(), settings.rounds(), () -> run(large), () -> run(compared));
        return Row.rates(
                subject.name(),
                what,
                Figures.rate(measured.store(Sample::rate)),
                Figures.rate(measured.raw(Sample::rate)) + " (" + number(small) + ")",
                measured,
                FLAT);
    }

    private static Row apart(Subject subject, String what, String small, double rate, double compared) {
        return Row.apart(
                subject.name(),
                what,
                Figures.rate(rate),
                Figures.rate(compared) + " (" + small + ")",
                rate / compared,
                FLAT);
    }

    private static Sample run(Operation operation) {
        return new Load(1, false, NO_LIMIT, OPERATIONS).run(operation);
    }

    private static String number(int n) {
        int exponent = (int) Math.round(Math.log10(n));
        return n == Math.pow(10, exponent) ? "10^" + exponent : Integer.toString(n);
    }
}
