package io.aett.reactive.s3;

import io.aett.reactive.s3.LogObjects.Tail;
import io.aett.reactive.s3.Pack.Row;
import io.aett.reactive.s3.StoreState.State;
import io.aett.reactive.spi.PageRequest;
import java.util.ArrayList;
import java.util.List;
import reactor.core.publisher.Mono;

/** Collects one page out of packs, one pack after the other. One instance per subscription. */
final class PackedPage {

    /** Packs that one page looks at, so that a page has an end though nothing in them is asked for. */
    private static final int MOST_PACKS = 64;

    private final Packer packer;
    private final State last;
    private final Tail end;
    private final PageRequest request;
    private final Asked asked;
    private final List<Row> rows = new ArrayList<>();
    private long bytes;
    private long through;
    private int packs;

    PackedPage(Packer packer, State last, Tail end, PageRequest request, Asked asked) {
        this.packer = packer;
        this.last = last;
        this.end = end;
        this.request = request;
        this.asked = asked;
        this.through = request.after();
    }

    List<Row> rows() {
        return rows;
    }

    /** How far this tells everything. */
    long through() {
        return through;
    }

    /** This page, from a position on as far as there are packs; empty when there is none for the first. */
    Mono<PackedPage> from(long position) {
        return Mono.defer(() -> {
            boolean packed = position <= end.position() && end.isBehind(position);
            if (!packed || packs >= MOST_PACKS || isFull()) {
                return packs == 0 ? Mono.empty() : Mono.just(this);
            }
            return packer.covering(last, end, position, asked.tenantId())
                    .flatMap(pack -> take(pack) ? from(pack.to() + 1) : Mono.just(this))
                    .switchIfEmpty(Mono.defer(() -> packs == 0 ? Mono.empty() : Mono.just(this)));
        });
    }

    /** Takes what is asked for; false when the page is full before the end of the pack. */
    private boolean take(Pack pack) {
        packs++;
        long head = Announced.lastOf(end.position());
        for (Row row : pack.rows()) {
            long checkpoint = row.filled().checkpoint();
            if (checkpoint > request.after() && checkpoint <= head) {
                if (!row.isDead(last) && asked.test(row.stream(), row.filled().stamp())) {
                    if (isFull()) {
                        return false;
                    }
                    rows.add(row);
                    bytes += row.bytes();
                }
                through = checkpoint;
            }
        }
        through = Math.min(head, Announced.lastOf(pack.to()));
        return true;
    }

    private boolean isFull() {
        return rows.size() >= request.maxCommits() || (bytes >= request.maxBytes() && !rows.isEmpty());
    }
}
