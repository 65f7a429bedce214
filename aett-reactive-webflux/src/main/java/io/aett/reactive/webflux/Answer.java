package io.aett.reactive.webflux;

import io.aett.reactive.Commit;
import java.net.URI;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;

/**
 * What a command or a read has led to, and what the response's headers say of it: {@code ETag} is the revision, {@code Aett-Checkpoint}
 * the commit's place in the global order, and {@code Idempotency-Replayed: true} says that the commit was stored by an earlier request.
 *
 * @param <T> an aggregate, a state, or what was made of it
 * @param result as it was right behind the commit, also when the request was a repetition; never changed by later ones
 * @param revision of the stream, at which the result is
 * @param commit what was stored; null for a read, and for a command that raised nothing
 * @param replayed whether an earlier request stored the commit
 */
public record Answer<T>(T result, long revision, @Nullable Commit commit, boolean replayed) {

    /** The header with the checkpoint of the commit. */
    public static final String CHECKPOINT = "Aett-Checkpoint";

    /** The header that marks the answer of an earlier request. */
    public static final String REPLAYED = "Idempotency-Replayed";

    /** The same about something else. */
    public <R> Answer<R> map(Function<? super T, ? extends R> mapper) {
        return new Answer<>(mapper.apply(result), revision, commit, replayed);
    }

    /** Adds the headers: {@code ServerResponse.ok().headers(answer::addTo)}. */
    public void addTo(HttpHeaders headers) {
        headers.setETag(ETags.of(revision));
        if (commit != null) {
            headers.set(CHECKPOINT, Long.toString(commit.checkpointToken()));
        }
        if (replayed) {
            headers.set(REPLAYED, "true");
        }
    }

    /** A 200 with what is made of the result. */
    public <R> ResponseEntity<R> ok(Function<? super T, ? extends R> body) {
        return ResponseEntity.ok().headers(this::addTo).body(body.apply(result));
    }

    /** A 201 for what is at this place now. */
    public <R> ResponseEntity<R> created(URI location, Function<? super T, ? extends R> body) {
        return ResponseEntity.created(location).headers(this::addTo).body(body.apply(result));
    }

    /** A 204. */
    public ResponseEntity<Void> noContent() {
        return ResponseEntity.noContent().headers(this::addTo).build();
    }
}
