package io.aett.reactive.subscription;

import io.aett.reactive.StateEntry;
import io.aett.reactive.StateOutcomeUnknownException;
import io.aett.reactive.StateStore;
import io.aett.reactive.internal.StateFormat;
import java.util.List;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Makes this run the owner of a slice, in three steps: the lease, the position, the parts.
 *
 * <p><b>What is stored.</b> Of each slice: a lease (who works on it, in which epoch), a position (the checkpoint, and the names of the
 * parts), and parts (references to the commits that were set aside). Each is one state, and is changed by compare-and-set only.
 *
 * <p><b>The one rule.</b> Every write of an owner goes against the version that it read or wrote last, and only while the stored epoch is
 * its own. A new owner takes the lease with the next epoch, then <em>changes</em> the position, then each part that the position names,
 * by putting its epoch there. After its change of an entry no write of any older owner to that entry can take effect, however long that
 * one was stopped and whatever clock it has: the version is another one, versions never come back, and when it reads the entry it finds an
 * epoch that is not its own. Two runs that take at once have different epochs, because the lease is one entry; the lower one meets the
 * higher one's epoch in the position, and gives up.
 *
 * <p><b>U3, the checkpoint is a low watermark.</b> A run takes from the log each commit behind the position in checkpoint order, and puts what
 * it hands out into the {@link Window} before it says that the log was read so far ({@link Reading}). A commit leaves the window when it
 * was handled to success or when its reference is durable in a part. What is stored is one less than the oldest in the window or, when that is empty, how far the log
 * was read: everything of the slice below was done. As the log is gap-free, nothing comes to be there later.
 *
 * <p><b>U1, nothing is skipped.</b> The stored checkpoint only moves by the owner's writes, to a watermark of the owner. A new owner begins behind the
 * checkpoint that its own change of the position found, which by the rule is the last one that will ever be there of older epochs. So each commit that was not done, or whose
 * being done was not stored, is handed out again.
 *
 * <p><b>Set aside exactly.</b> A reference that an older owner made durable lies above the checkpoint if that owner could not store a watermark beyond it. The new owner removes
 * these when it changes the part, as it will meet the commits again; those at or below it keep. A part becomes one by being named in the position, so one that an older owner
 * creates late is nobody's, and is removed at the next takeover. It removes those of older epochs only: when it was stopped before, a newer owner may have made and named one.
 *
 * <p><b>Stopped between any two lines.</b> After the lease: the slice has an owner that does nothing; its lease runs out, and the next one does all three steps with a higher epoch. After the position, or
 * between two parts: the same; the older owner may still change parts that were not reached, which is as if it had done so before, since references above the
 * checkpoint do not survive the next change. Nobody hands anything out before all three steps are done.
 *
 * <p><b>U4, no clocks.</b> An observer that has seen no change of a lease for its term, by a clock of its own that only measures durations, takes it. The owner stops handing out when its last renewal
 * is a term ago, counted from before it was sent. If durations differ between the two, commits may be handled twice; no stored number depends on it.
 */
final class Takeover {

    private final Settings settings;
    private final Signals signals;
    private final LongSupplier nanos;
    private final String run;
    private final StateStore states;

    Takeover(Settings settings, Signals signals, LongSupplier nanos, String run) {
        this.settings = settings;
        this.signals = signals;
        this.nanos = nanos;
        this.run = run;
        this.states = settings.store().states();
    }

    /** The tenure, or empty when another run was faster. {@code seen} is the lease to be followed, {@code null} for none. */
    Mono<Tenure> of(int slice, @Nullable StateEntry seen, Control control) {
        return Mono.defer(() -> {
            long sent = nanos.getAsLong();
            return lease(slice, seen)
                    .flatMap(lease -> position(slice, lease.value().epoch(), control)
                            .flatMap(position -> tenure(slice, sent, lease, position)))
                    .onErrorResume(LeaseLostException.class, faster -> Mono.empty());
        });
    }

    private Mono<Tenure> tenure(int slice, long sent, Cell<Lease> lease, Cell<Position> position) {
        return parts(slice, position.value())
                .flatMap(parts -> removeOthers(slice, position.value()).thenReturn(parts))
                .map(parts -> new SetAside(
                        states,
                        settings.space(),
                        Names.parts(slice),
                        position,
                        parts,
                        Math.max(1, settings.maxParked() / settings.slices()),
                        settings.chance().ids()))
                .map(aside -> new Tenure(settings, signals, nanos, slice, sent, lease, position, aside));
    }

    /** When the answer is lost, the next look finds it as this run's own, and takes it once more. */
    private Mono<Cell<Lease>> lease(int slice, @Nullable StateEntry seen) {
        Lease old = seen == null ? new Lease(0, null, 0, 0, 0) : Format.LEASE.decode(seen.key(), seen.value());
        byte[] mine = Format.LEASE.encode(
                old.taken(run, settings.term().toMillis(), settings.clock().millis()));
        Mono<StateEntry> taken =
                seen == null ? states.create(settings.space(), Names.lease(slice), mine) : states.replace(seen, mine);
        return taken.map(entry -> new Cell<>(states, Format.LEASE, entry));
    }

    private Mono<Cell<Position>> position(int slice, long epoch, Control control) {
        String key = Names.position(slice);
        return changed(
                        key,
                        Format.POSITION,
                        position -> requireOlder(position, epoch).taken(epoch, control))
                .switchIfEmpty(Mono.defer(() -> states.create(
                                settings.space(), key, Format.POSITION.encode(Position.start(epoch, control)))
                        .map(entry -> new Cell<>(states, Format.POSITION, entry))))
                .repeatWhenEmpty(again -> again);
    }

    private Mono<List<Cell<Part>>> parts(int slice, Position position) {
        return Flux.fromIterable(position.parts())
                .concatMap(name -> changed(
                        Names.parts(slice) + name,
                        Format.PART,
                        part -> requireOlder(part, position.epoch()).taken(position.epoch(), position.checkpoint())))
                .collectList();
    }

    /** The entry with a change that was made against its last version; empty when there is no entry. */
    private <T extends Epoch<T>> Mono<Cell<T>> changed(String key, StateFormat<T> format, Function<T, T> change) {
        return states.get(settings.space(), key)
                .flatMap(entry -> states.replace(entry, format.encode(change.apply(format.decode(key, entry.value()))))
                        .onErrorResume(StateOutcomeUnknownException.class, unknown -> Mono.empty())
                        .map(replaced -> new Cell<>(states, format, replaced))
                        .switchIfEmpty(Mono.defer(() -> changed(key, format, change))));
    }

    /** Its own epoch too: what a change whose answer was lost has left. */
    private static <T extends Epoch<T>> T requireOlder(T value, long epoch) {
        if (value.epoch() > epoch) {
            throw new LeaseLostException();
        }
        return value;
    }

    /** Of older epochs, which cannot name them any more. One of a newer epoch may have been named since the position was read. */
    private Mono<Void> removeOthers(int slice, Position position) {
        String prefix = Names.parts(slice);
        return states.scan(settings.space(), prefix)
                .takeWhile(entry -> entry.key().startsWith(prefix))
                .filter(entry -> !position.parts().contains(entry.key().substring(prefix.length())))
                .filter(entry -> Format.PART.decode(entry.key(), entry.value()).epoch() < position.epoch())
                .concatMap(states::remove)
                .then();
    }
}
