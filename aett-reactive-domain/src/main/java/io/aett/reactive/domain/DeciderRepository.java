package io.aett.reactive.domain;

import io.aett.reactive.Commit;
import io.aett.reactive.EventStore;
import io.aett.reactive.Memento;
import io.aett.reactive.Snapshot;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * The streams of one decider, for one tenant. Thread-safe and meant to be shared: commands for one id take turns only when they go
 * through the same instance.
 *
 * <p>Nothing is read or written before subscription, each subscription is one attempt, and results arrive on whatever thread the store
 * answers on. {@code null} arguments throw {@link NullPointerException} at the call; all other errors are signals. What {@code decide}
 * throws is signalled as it is. What {@code evolve} throws while loading, and an event in the stream that is none of the decider's, is an
 * {@link IllegalStateException} that names stream, revision and the class of the event. So is, in {@code handle}, a {@code null} or a
 * publisher that one of the decider's functions returns.
 *
 * <p>A stream of a decider is a stream as any other. An aggregate can be rewritten as a decider over the streams it has, and back: only
 * snapshots, which hold another class then, are passed over.
 *
 * @param <C> the commands
 * @param <S> the state
 * @param <E> the events
 */
public final class DeciderRepository<C, S, E> {

    private final DeciderKind<C, S, E> kind;
    private final Streams<Held<S>> streams;

    private DeciderRepository(Builder<C, S, E> options) {
        this.kind = new DeciderKind<>(options.decider, options.eventType, options.stateType);
        this.streams = options.streams(kind, options.policy);
    }

    /**
     * A repository with all defaults.
     *
     * @param <C> the commands
     * @param <S> the state
     * @param <E> the events
     * @param decider what is decided
     * @param eventType what all its events are, such as a sealed interface
     * @param tenantId whose streams are read and written
     * @param store where they are
     * @return the repository
     */
    public static <C, S, E> DeciderRepository<C, S, E> create(
            Decider<C, S, E> decider, Class<E> eventType, String tenantId, EventStore store) {
        return builder(decider, eventType, tenantId, store).build();
    }

    /**
     * A builder with all defaults.
     *
     * @param <C> the commands
     * @param <S> the state
     * @param <E> the events
     * @param decider what is decided
     * @param eventType what all its events are, such as a sealed interface
     * @param tenantId whose streams are read and written
     * @param store where they are
     * @return the builder
     */
    public static <C, S, E> Builder<C, S, E> builder(
            Decider<C, S, E> decider, Class<E> eventType, String tenantId, EventStore store) {
        return new Builder<>(decider, eventType, tenantId, store);
    }

    /**
     * The state after all events; the initial one when the stream is empty. With snapshots it equals a full replay always, as in {@link
     * AggregateRepository#get(Class, String)}. Cancelling stops reading.
     *
     * @param id names the stream
     * @return the state, never empty
     */
    public Mono<S> state(String id) {
        return state(id, Long.MAX_VALUE);
    }

    /**
     * The state as it was at a version, also when that lies within a commit. Cancelling stops reading.
     *
     * @param id names the stream
     * @param maxVersion the last event to apply; less than 1 gives the initial state, more than the head gives the head
     * @return the state, never empty
     */
    public Mono<S> state(String id, long maxVersion) {
        return load(id, maxVersion).map(Held::state);
    }

    /**
     * The state as it was at a time: all commits stamped at or before it. Snapshots are not used. Cancelling stops reading.
     *
     * @param id names the stream
     * @param maxTime the latest commit stamp to apply
     * @return the state, never empty
     */
    public Mono<S> stateTo(String id, Instant maxTime) {
        Objects.requireNonNull(maxTime, "maxTime");
        return streams.getTo(kind.eventType(), id, fresh(id), maxTime).map(Held::state);
    }

    /**
     * The state after all events, with its version, for whoever expects it later. Cancelling stops reading.
     *
     * @param id names the stream
     * @return the state and the number of events, 0 when the stream is empty; never empty
     */
    public Mono<Memento<S>> versioned(String id) {
        return load(id, Long.MAX_VALUE)
                .map(held -> new Memento<>(id, held.changes().version(), held.state()));
    }

    /**
     * Loads the state, decides, and stores the events as one commit. A race lost to a non-conflicting commit is repeated, with the
     * command decided anew on the state loaded anew; retries, turns, endings and cancelling are those of {@link
     * AggregateRepository#update(Class, String, java.util.function.Consumer)}.
     *
     * @param id names the stream
     * @param command what is wanted
     * @return what was decided, never empty
     */
    public Mono<Decision<S, E>> handle(String id, C command) {
        return handle(id, command, UpdateOptions.ofDefaults());
    }

    /**
     * The same as {@link #handle(String, Object)}, with options: an expected version, a commit id by which the command can be repeated,
     * headers and attempts, as in {@link AggregateRepository#update(Class, String, UpdateOptions, java.util.function.Function)}.
     *
     * @param id names the stream
     * @param command what is wanted
     * @param options what is special about it
     * @return what was decided, or what it had led to before, never empty
     */
    public Mono<Decision<S, E>> handle(String id, C command, UpdateOptions options) {
        Objects.requireNonNull(command, "command");
        Objects.requireNonNull(options, "options");
        return streams.update(kind.eventType(), id, fresh(id), options, held -> kind.handle(held, command))
                .map(this::decision);
    }

    /**
     * Stores a snapshot of the state as it is now. Cancelling does not undo a snapshot that was already sent.
     *
     * @param id names the stream
     * @return the stored snapshot; empty, with nothing stored, when the stream is empty; {@link IllegalStateException} when the builder
     *     was not told of {@link Builder#snapshots}
     */
    public Mono<Snapshot> snapshot(String id) {
        return snapshot(id, Long.MAX_VALUE);
    }

    /**
     * Stores a snapshot of the state as it was at a version, also when that lies within a commit.
     *
     * @param id names the stream
     * @param maxVersion the last event to include
     * @return the stored snapshot; empty, with nothing stored, when there is no event up to there
     */
    public Mono<Snapshot> snapshot(String id, long maxVersion) {
        return streams.snapshot(fresh(id), load(id, maxVersion));
    }

    private Mono<Held<S>> load(String id, long maxVersion) {
        return streams.get(kind.eventType(), id, fresh(id), maxVersion);
    }

    private Supplier<Held<S>> fresh(String id) {
        Objects.requireNonNull(id, "id");
        return () -> kind.create(id);
    }

    private Decision<S, E> decision(Updated<Held<S>, List<E>> updated) {
        Held<S> held = updated.aggregate();
        Commit commit = updated.commit();
        List<E> decided = updated.result();
        return new Decision<>(
                held.state(),
                held.changes().version(),
                decided == null ? kind.events(commit) : decided,
                commit,
                updated.repeated());
    }

    /** Collects what a repository can be given. */
    public static final class Builder<C, S, E> extends RepositoryOptions<Builder<C, S, E>> {

        private final Decider<C, S, E> decider;
        private final Class<E> eventType;
        private @Nullable Class<S> stateType;
        private SnapshotPolicy policy = SnapshotPolicy.none();

        private Builder(Decider<C, S, E> decider, Class<E> eventType, String tenantId, EventStore store) {
            super(tenantId, store);
            this.decider = Objects.requireNonNull(decider, "decider");
            this.eventType = Objects.requireNonNull(eventType, "eventType");
        }

        @Override
        Builder<C, S, E> self() {
            return this;
        }

        /**
         * Has snapshots, whose payload is the state itself, which must not be changed by {@code evolve}. Default: none, and loads do not look for one.
         *
         * @param type the class of the state; it, or each class that the state may have, needs a topic. What is found in a snapshot and is
         *     not of this class is passed over
         * @param when when storing events also stores a snapshot; {@link SnapshotPolicy#none()} for those taken by hand only
         * @return this builder
         */
        public Builder<C, S, E> snapshots(Class<S> type, SnapshotPolicy when) {
            stateType = Objects.requireNonNull(type, "type");
            policy = Objects.requireNonNull(when, "when");
            return this;
        }

        /**
         * Keeps the states that were loaded and stored last, so that a load reads only what was stored since. The state must not be changed
         * by {@code evolve} then. It needs no snapshots. Default: none.
         *
         * @param value a cache, which other repositories may share
         * @return this builder
         */
        public Builder<C, S, E> loadCache(LoadCache value) {
            return cache(value);
        }

        /**
         * Checks all options.
         *
         * @return the repository
         * @throws IllegalArgumentException naming the option that is wrong
         */
        public DeciderRepository<C, S, E> build() {
            return new DeciderRepository<>(this);
        }
    }
}
