package io.aett.reactive.benchmarks.rows;

import io.aett.reactive.NonConflictingCommitException;
import io.aett.reactive.benchmarks.load.Comparison;
import io.aett.reactive.benchmarks.load.Load;
import io.aett.reactive.benchmarks.load.Operation;
import io.aett.reactive.benchmarks.load.Sample;
import io.aett.reactive.benchmarks.model.Cart;
import io.aett.reactive.benchmarks.model.ItemAdded;
import io.aett.reactive.benchmarks.report.Figures;
import io.aett.reactive.benchmarks.report.Row;
import io.aett.reactive.benchmarks.subject.Subject;
import io.aett.reactive.domain.AggregateRepository;
import io.aett.reactive.domain.DefaultAggregateRepository;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/**
 * Many updates of one aggregate at once, against load, change, save, and again when the race is lost; against the same turn by turn; and
 * with a commit for each, against that.
 */
final class HotStream implements Measurement {

    private static final Duration NO_LIMIT = Duration.ofHours(1);
    private static final double OVER_TURNS = 10;

    private final AtomicLong carts = new AtomicLong();

    @Override
    public void measure(Subject subject, Settings settings, Consumer<Row> rows) {
        Way together = updates(subject, builder -> builder);
        Way apart = updates(subject, builder -> builder.updatesPerCommit(1));
        Way turns = updates(subject, builder -> builder.updatesPerLoad(1));
        AggregateRepository plain = DefaultAggregateRepository.create(Subject.TENANT, subject.store());
        rows.accept(row(
                subject,
                settings,
                "concurrent updates of one aggregate",
                together,
                (id, saves) -> plain(plain, id, saves),
                "plain retry",
                subject.targets().hotStream()));
        rows.accept(row(
                subject,
                settings,
                "the same, beside turn by turn",
                together,
                turns,
                "turn by turn",
                subject.synchronous() ? 0 : OVER_TURNS));
        rows.accept(row(subject, settings, "the same, a commit for each", apart, turns, "turn by turn", 0));
        subject.reset();
    }

    private Row row(Subject subject, Settings settings, String what, Way way, Way other, String name, double target) {
        subject.reset();
        AtomicLong saves = new AtomicLong();
        AtomicLong otherSaves = new AtomicLong();
        Comparison measured = Comparison.of(
                settings.warmups(),
                settings.rounds(),
                () -> run(subject, settings, saves, way),
                () -> run(subject, settings, otherSaves, other));
        long updates = (long) (settings.warmups() + settings.rounds()) * settings.updates();
        return Row.rates(
                subject.name(),
                settings.updates() + " " + what,
                Figures.rate(measured.store(Sample::rate)) + ", " + each(saves, updates),
                Figures.rate(measured.raw(Sample::rate)) + ", " + each(otherSaves, updates) + " (" + name + ")",
                measured,
                target);
    }

    private interface Way {
        Mono<?> one(String id, AtomicLong saves);
    }

    private Sample run(Subject subject, Settings settings, AtomicLong saves, Way way) {
        String id = "hot-" + carts.incrementAndGet();
        Operation operation = (caller, index) -> way.one(id, saves);
        return new Load(settings.updates(), subject.synchronous(), NO_LIMIT, 1).run(operation);
    }

    private static Way updates(Subject subject, UnaryOperator<DefaultAggregateRepository.Builder> options) {
        AggregateRepository repository = options.apply(
                        DefaultAggregateRepository.builder(Subject.TENANT, subject.store()))
                .build();
        return (id, saves) -> repository.update(Cart.class, id, cart -> {
            saves.incrementAndGet();
            cart.add(ItemAdded.number(1));
        });
    }

    private static Mono<?> plain(AggregateRepository repository, String id, AtomicLong saves) {
        return repository
                .get(Cart.class, id)
                .flatMap(cart -> {
                    saves.incrementAndGet();
                    cart.add(ItemAdded.number(1));
                    return repository.save(cart);
                })
                .retryWhen(Retry.indefinitely().filter(NonConflictingCommitException.class::isInstance));
    }

    private static String each(AtomicLong saves, long updates) {
        return Figures.ratio((double) saves.get() / updates) + " attempts each";
    }
}
