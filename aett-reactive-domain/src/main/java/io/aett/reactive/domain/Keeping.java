package io.aett.reactive.domain;

import io.aett.reactive.Commit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.util.context.ContextView;

/** How a repository keeps one class. */
interface Keeping<T> {

    /** Updates of equal keys can be in one round. */
    Class<?> key();

    /** Whether what several updates raised may be one commit. */
    boolean sharesCommits();

    /**
     * Fresh, equal instances at the head, from one read; each has looked out for the commit of its id.
     *
     * @param unread whether instances that are behind the head, without a read, will do as well
     */
    Mono<List<T>> load(List<Optional<UUID>> sought, boolean unread);

    Changes changes(T instance);

    /** Changes the state by one event's body. */
    void apply(T instance, Object event);

    /** Throws what keeps the instance from being saved, before anything is written. */
    void check(T changed);

    /** The headers of a new commit, but for those that the instance itself adds. */
    Map<String, Object> headers(Map<String, Object> callers, ContextView context);

    /** Stores what is uncommitted, of which there must be something. */
    Mono<Commit> save(T changed, Map<String, Object> headers, @Nullable UUID commitId);

    /** What messages call it. */
    default String name(T instance) {
        return instance.getClass().getName();
    }
}
