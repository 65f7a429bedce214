package io.aett.reactive.s3;

import io.aett.reactive.internal.Both;
import io.aett.reactive.s3.LogObjects.Lines;
import io.aett.reactive.s3.LogObjects.Tail;
import io.aett.reactive.s3.Pack.Row;
import io.aett.reactive.s3.StoreState.State;
import io.aett.reactive.sealedlog.Patience;
import io.aett.reactive.sealedlog.Run;
import io.aett.reactive.sealedlog.Slot;
import io.aett.reactive.spi.LogHead;
import io.aett.reactive.spi.PageRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Reads the log: what is over out of packs ({@link Packer}), the rest out of the log objects and the slots that they announce. Both say the
 * same.
 */
final class LogReader {

    private final LogObjects log;
    private final StoreState state;
    private final Streams streams;
    private final Packer packer;
    private final int parallel;

    LogReader(LogObjects log, StoreState state, Streams streams, Packer packer, int parallel) {
        this.log = log;
        this.state = state;
        this.streams = streams;
        this.packer = packer;
        this.parallel = parallel;
    }

    /**
     * What the announced commits came to that are asked for.
     *
     * @param state the generations that this is of
     * @param slots what is open, and all commits; of the others, those that are known
     * @param through how far this tells everything
     * @param announced the patience that the writers of open slots asked for
     */
    record Seen(State state, LogHead head, List<Slot> slots, long through, List<Patience> announced) {}

    /** A page of all, for the sealed log: not much beyond the first that is open. */
    Mono<Run> read(PageRequest request) {
        return state.lastKnown()
                .flatMap(last -> seen(last, request, Asked.ALL, true)
                        .map(seen -> new Run(seen.head(), seen.slots(), seen.through(), seen.announced())));
    }

    /** A page of what is announced behind a checkpoint, open or not. */
    Mono<Seen> seen(PageRequest request, Asked asked) {
        return state.lastKnown().flatMap(last -> seen(last, request, asked, false));
    }

    private Mono<Seen> seen(State last, PageRequest request, Asked asked, boolean toFirstOpen) {
        return log.endFor(last, request)
                .flatMap(end -> packed(last, end, request, asked, toFirstOpen)
                        .switchIfEmpty(Mono.defer(() -> announced(last, end, request, asked, toFirstOpen))))
                .onErrorResume(
                        LogObjects.MissingException.class,
                        missing -> state.current()
                                .flatMap(now -> now.storeId().equals(last.storeId())
                                        ? Mono.error(missing)
                                        : seen(now, request, asked, toFirstOpen)));
    }

    /** Out of packs, as far as there are any; empty when there is none. The state is asked for after they were read. */
    private Mono<Seen> packed(State last, Tail end, PageRequest request, Asked asked, boolean toFirstOpen) {
        return new PackedPage(packer, last, end, request, asked)
                .from(LogObjects.firstBehind(request.after()))
                .flatMap(page -> Both.of(state.current(), unpacked(last, page.rows()))
                        .flatMap(both -> both.getT1().storeId().equals(last.storeId())
                                ? seen(both.getT1(), end, page, both.getT2())
                                : seen(both.getT1(), request, asked, toFirstOpen)));
    }

    /** The commits of the rows; empty for one that should be in its slot and is not. */
    private Mono<List<Optional<Slot>>> unpacked(State last, List<Row> rows) {
        return Flux.fromIterable(rows)
                .flatMapSequential(
                        row -> row.payload() != null
                                ? Mono.just(Optional.of(Slot.commit(row.encoded())))
                                : streams.get(
                                                row.place(last.storeId()),
                                                row.filled().slot())
                                        .map(there -> Optional.of(Slot.commit(there.encoded(row.stream()))))
                                        .defaultIfEmpty(Optional.empty()),
                        parallel,
                        1)
                .collectList();
    }

    /** Without what was purged: what is missing was lost only if its tenant was not. */
    private Mono<Seen> seen(State now, Tail end, PackedPage page, List<Optional<Slot>> found) {
        List<Slot> slots = new ArrayList<>(found.size());
        for (int i = 0; i < found.size(); i++) {
            Row row = page.rows().get(i);
            if (!row.isDead(now)) {
                if (found.get(i).isEmpty()) {
                    return Mono.error(streams.lost(
                            row.place(now.storeId()),
                            row.filled().slot(),
                            row.filled().sequence(),
                            row.filled().checkpoint()));
                }
                slots.add(found.get(i).get());
            }
        }
        return Mono.just(new Seen(now, end.head(), slots, page.through(), List.of()));
    }

    /**
     * The state is asked for after the lines were read: so no line is of a generation that it does not know yet, and each one
     * of an earlier generation is dead. Who steps over open slots asks once more, as a purge may have emptied them.
     */
    private Mono<Seen> announced(State last, Tail end, PageRequest request, Asked asked, boolean toFirstOpen) {
        return log.page(end, request, line -> asked.test(line.stream(), line.stamp()) && !line.isDead(last))
                .flatMap(lines -> Both.of(state.current(), looked(last, lines.lines(), toFirstOpen))
                        .flatMap(both -> {
                            List<Slot> slots = both.getT2();
                            boolean stepsOver = !toFirstOpen && slots.stream().anyMatch(LogReader::isOpen);
                            return (stepsOver ? state.current() : Mono.just(both.getT1()))
                                    .flatMap(now -> now.storeId().equals(last.storeId())
                                            ? Mono.just(seen(now, lines, slots))
                                            : seen(now, request, asked, toFirstOpen));
                        }));
    }

    /** What is in the announced slots; not much beyond the first open one, if that is as far as anybody wants to know. */
    private Mono<List<Slot>> looked(State last, List<Announced> lines, boolean toFirstOpen) {
        return Flux.fromIterable(lines)
                .buffer(parallel)
                .concatMap(some -> looked(last, some), 1)
                .takeUntil(some -> toFirstOpen && some.stream().anyMatch(LogReader::isOpen))
                .collectList()
                .map(all -> all.stream().flatMap(List::stream).toList());
    }

    private Mono<List<Slot>> looked(State last, List<Announced> lines) {
        return Flux.fromIterable(lines)
                .flatMapSequential(line -> slot(last, line), parallel, 1)
                .collectList();
    }

    private static boolean isOpen(Slot slot) {
        return slot.kind() == Slot.Kind.OPEN;
    }

    private static Seen seen(State now, Lines lines, List<Slot> looked) {
        List<Slot> slots = new ArrayList<>(looked.size());
        List<Patience> announced = new ArrayList<>();
        for (int i = 0; i < looked.size(); i++) {
            Announced line = lines.lines().get(i);
            if (!line.isDead(now)) {
                slots.add(looked.get(i));
                if (isOpen(looked.get(i)) && !line.patience().isZero()) {
                    announced.add(new Patience(line.checkpoint(), line.checkpoint(), line.patience()));
                }
            }
        }
        boolean whole = looked.size() == lines.lines().size();
        return new Seen(
                now,
                lines.head(),
                slots,
                whole ? lines.through() : looked.get(looked.size() - 1).position(),
                announced);
    }

    private Mono<Slot> slot(State last, Announced line) {
        return streams.get(line.place(last.storeId()), line.slot())
                .map(content -> content.filled().checkpoint() == line.checkpoint()
                        ? Slot.commit(content.encoded(line.stream()))
                        : Slot.tombstone(line.checkpoint()))
                .defaultIfEmpty(Slot.open(line.checkpoint()));
    }
}
