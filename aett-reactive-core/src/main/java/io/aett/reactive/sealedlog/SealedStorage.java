package io.aett.reactive.sealedlog;

import io.aett.reactive.spi.EncodedCommit;
import io.aett.reactive.spi.PageRequest;
import java.time.Duration;
import java.util.List;
import reactor.core.publisher.Mono;

/**
 * What a database does for a {@link SealedLog}: positions from a counter, create-if-absent at a position, and a read in
 * order.
 *
 * <p>A position is a positive number that becomes the checkpoint of the commit that is created there. Positions need not be
 * dense, but every position that was ever reserved has to show up in {@link #read}, open or not, until it is closed. A
 * position is <em>closed</em> when it holds a commit or a tombstone, and what it holds is then never replaced by another
 * commit, not even after the commit was purged.
 *
 * <p>Every method returns a cold publisher, one attempt per subscription. Failures are signalled as the driver gives them.
 *
 * @param <R> what a reservation is: positions, and whatever else was learnt on the way (generation, heads, winners)
 */
public interface SealedStorage<R> {

    /**
     * Takes one new position per commit of the batch, and learns what placing them needs. One round trip, if possible.
     *
     * <p>Each position is greater than all that were reserved before this was subscribed to. It is never taken ahead of
     * time: a position from a block that was leased earlier would be smaller than that of a commit which the caller had
     * read. Nothing is stored of the commits, so a failure means that they were not applied, and may be signalled so.
     *
     * <p>All readers are let know that they should wait for {@code patience} before they seal these positions:
     * {@link Run#announced()} of every read that is told of them says so, as a {@link Patience}. Put it where the positions come from
     * and where a read looks anyway (in the counter, in the log object), in the same atomic step, so that it costs no round trip. A
     * bounded list will do, oldest forgotten first, and what was placed is taken out when it is convenient: this is a hint. A storage
     * that forgets it stays right; but writers that are slower than the readers' delay lose their positions again and again, as long as
     * anybody in another process follows.
     *
     * @param patience not negative; {@link Duration#ZERO}, the ordinary case, asks for nothing, and is not to cost anything
     */
    Mono<R> reserve(List<EncodedCommit> batch, Duration patience);

    /** The positions that were reserved: this process's own readers do not seal them while they are being placed. */
    List<Long> positions(R reservation);

    /**
     * Creates each commit at its position, create-if-absent, independently of the others, or says why not.
     *
     * <p>Decides by what is stored: this attempt's nonce at the position is {@link Placement.Stored}, whichever retry
     * wrote it. The commit's predecessor must have a smaller position than the commit itself; where it has not, the
     * position is lost. Where the counter itself was found to be behind (it was set back), it has been moved when this
     * completes, so that the next reservation helps.
     *
     * @return the placements in batch order
     */
    Mono<List<Placement>> place(R reservation, List<EncodedCommit> batch);

    /**
     * Closes positions: creates a tombstone at each one that holds nothing, create-if-absent. Completes when each of them
     * is closed, whoever did it. Idempotent.
     */
    Mono<Void> seal(List<Long> positions);

    /**
     * What lies behind {@link PageRequest#after()}, in order, up to the head or the page's limits; open positions included, and
     * the patience that was asked for.
     * Sees everything that was created before it was subscribed to.
     */
    Mono<Run> read(PageRequest request);
}
