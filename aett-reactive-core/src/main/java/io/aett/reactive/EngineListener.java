package io.aett.reactive;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import reactor.util.context.ContextView;

/**
 * Is told what only a store's engine knows: how many commits share an append, how long appends and pages take, what is refused. For
 * meters; a store goes on as it would without one.
 *
 * <p>Each method is called by many threads at once, on the thread on which it happened, and before the callers that wait for it hear of
 * it: so what a listener counts is counted when {@code commit} completes, and the time that it takes is theirs. It must not block. It
 * is called when the engine has let go of what it decides on, so it may call the store. What it throws is logged, and changes nothing.
 */
public interface EngineListener {

    /** Now it listens to this store; once, before all else. Throughout the life of the store {@code figures} may be asked. */
    default void attached(Figures figures) {}

    /** An append has ended, on the thread on which the database answered or the time-out was counted. */
    default void appended(Append append) {}

    /**
     * Commits were refused before they were sent, on the thread that subscribed to the commit, or for {@link Refusal#WAITED_TOO_LONG} on
     * that which sends what waits.
     */
    default void refused(Refusal refusal, int commits) {}

    /** A page of a read has come, or failed, on the thread on which the database answered. One whose reader left tells nothing. */
    default void paged(Page page) {}

    /** What a store is up to, as of the moment of asking; from any thread, without a request. */
    interface Figures {

        /** How messages call the store, such as {@code PostgreSQL}. */
        String store();

        /** Commits that wait or are under way. */
        int queued();

        /** Followers of this store object. */
        int followers();

        /**
         * By how much the slowest follower's reading is behind the head, as far as this store object knows either; in checkpoints, which
         * need not be dense, so it is as many commits at most. 0 without followers.
         */
        long followerLag();
    }

    /**
     * An append that has ended.
     *
     * @param commits how many shared it, 1 or more
     * @param stored how many of them were stored; the others lost a race, were there already or did not follow the head
     * @param took from sending it to its answer
     * @param failure what those who committed are told when the append failed as a whole, or why its commits are sent again one by one;
     *     {@code null} when the database answered for each of them
     * @param callers the Reactor contexts of those who committed, in the order of the batch
     */
    record Append(
            int commits,
            int stored,
            Duration took,
            @Nullable RuntimeException failure,
            List<ContextView> callers) {

        public Append {
            Objects.requireNonNull(took, "took");
            callers = List.copyOf(callers);
        }
    }

    /** Why a commit was not sent. */
    enum Refusal {

        /** As many commits as the options allow wait or are under way. */
        QUEUE_FULL,

        /** It waited longer for its turn than the commit time-out. */
        WAITED_TOO_LONG
    }

    /**
     * A page of a read that has ended.
     *
     * @param source what was read
     * @param commits how many are in it; a follower's look that finds nothing new is a page of none
     * @param took from asking for it to its answer, decoding not included
     * @param failure what the reader is told, or why a follower asks again; {@code null} when the page has come
     */
    record Page(
            Source source,
            int commits,
            Duration took,
            @Nullable RuntimeException failure) {

        public Page {
            Objects.requireNonNull(source, "source");
            Objects.requireNonNull(took, "took");
        }
    }

    /** What a page is of. */
    enum Source {

        /** One stream. */
        STREAM,

        /** One tenant, in the global order. */
        TENANT,

        /** The global order of all tenants. */
        LOG
    }
}
