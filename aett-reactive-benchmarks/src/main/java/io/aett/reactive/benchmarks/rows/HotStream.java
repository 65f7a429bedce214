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
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/** Many updates of one aggregate at once, against load, change, save, and again when the race is lost. */
final class HotStream implements Measurement {

    private static final Duration NO_LIMIT = Duration.ofHours(1);

    private final AtomicLong carts = new AtomicLong();

    @Override
    public void measure(Subject subject, Settings settings, Consumer<Row> rows) {
        subject.reset();
        AggregateRepository repository = DefaultAggregateRepository.create(Subject.TENANT, subject.store());
        AtomicLong updateSaves = new AtomicLong();
        AtomicLong plainSaves = new AtomicLong();
        Comparison measured = Comparison.of(
                settings.warmups(),
                settings.rounds(),
                () -> run(subject, settings, updateSaves, (id, saves) -> update(repository, id, saves)),
                () -> run(subject, settings, plainSaves, (id, saves) -> plain(repository, id, saves)));
        long updates = (long) (settings.warmups() + settings.rounds()) * settings.updates();
        rows.accept(Row.rates(
                subject.name(),
                settings.updates() + " concurrent updates of one aggregate",
                Figures.rate(measured.store(Sample::rate)) + ", " + each(updateSaves, updates),
                Figures.rate(measured.raw(Sample::rate)) + ", " + each(plainSaves, updates) + " (plain retry)",
                measured,
                subject.targets().hotStream()));
        subject.reset();
    }

    private interface Way {
        Mono<?> one(String id, AtomicLong saves);
    }

    private Sample run(Subject subject, Settings settings, AtomicLong saves, Way way) {
        String id = "hot-" + carts.incrementAndGet();
        Operation operation = (caller, index) -> way.one(id, saves);
        return new Load(settings.updates(), subject.synchronous(), NO_LIMIT, 1).run(operation);
    }

    private static Mono<?> update(AggregateRepository repository, String id, AtomicLong saves) {
        return repository.update(Cart.class, id, cart -> {
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
