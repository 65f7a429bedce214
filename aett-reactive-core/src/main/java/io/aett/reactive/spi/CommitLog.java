package io.aett.reactive.spi;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The commits of a store: append with exactly one winner per (stream, sequence), and read in pages.
 *
 * <p>Every method returns a cold publisher: nothing happens before subscription and each subscription is one attempt. All
 * reads are strongly consistent: they see every append that completed before they were subscribed to, through whatever
 * instance. Arguments are valid when they arrive. Failures are signalled as the driver gives them; the store's
 * {@link FailureClassifier} says what they mean. Cancelling a read frees what it holds; an append that was sent runs to
 * its end or is undone, whole either way.
 */
public interface CommitLog {

    /**
     * Appends each commit atomically and independently of the others, or reports why not.
     *
     * <p>A commit is stored when the stream's head is ({@code sequence - 1}, {@code firstRevision - 1}), or when the stream
     * is empty and both begin at 1. The decision must rest on a uniqueness rule of the database, never on a read followed
     * by a write. A stamp earlier than the head's is replaced by the head's, within the same atomic step. The checkpoint is
     * greater than that of every commit that was visible to anybody when the append began.
     *
     * <p>The caller keeps: at most one commit per stream in a batch, never two appends of one stream under way from this
     * process, batches within {@link StorageLimits}, sequence and first revision at least 1.
     *
     * @return the results in batch order; an error signal only when the whole batch failed
     */
    Mono<List<AppendResult>> append(List<EncodedCommit> batch);

    /**
     * A page of one stream: the commits with a sequence above {@link PageRequest#after()} that have an event between
     * {@code minRevision} and {@code maxRevision}, both included, in sequence order. Unknown streams are empty.
     */
    Mono<Page> readStream(StreamKey stream, long minRevision, long maxRevision, PageRequest page);

    /**
     * A page of one tenant's commits with a stamp not after {@code maxStamp}, in checkpoint order, by checkpoint above
     * {@link PageRequest#after()}. No fence is needed here: a read sees what was acknowledged before it began.
     */
    Mono<Page> readTenant(String tenantId, Instant maxStamp, PageRequest page);

    /**
     * A page of the global order behind a checkpoint, up to the fence ({@link LogPage#settled()}).
     *
     * <p>The fence must rest on a proof. It may lag behind {@link LogHead#last()} only while an append is under way, and
     * must reach it by itself; the caller asks again.
     *
     * <p>Where the page before came forward and did not reach the head that it told, the request's view tells it back: the store's id, and
     * that head. A backend may take it for the head of this page, too, where looking for a later one costs a request.
     */
    Mono<LogPage> readAll(PageRequest page);

    /** The stream's last commit, or empty. */
    Mono<StoredHead> head(StreamKey stream);

    /** The stream's commit with this id, however old, or empty. */
    Mono<EncodedCommit> find(StreamKey stream, UUID commitId);

    /** The head of the global order; cheap, for polling. */
    Mono<LogHead> head();

    /**
     * Hints that the head moved, by this or another process: the new head where known, else any number. May be late, double
     * or lost, and may fail; it is subscribed to again then. {@code null}: the store has none and is polled. Shared by all
     * followers of a store, subscribed while there is one.
     */
    default @Nullable Flux<Long> wakeUps() {
        return null;
    }
}
