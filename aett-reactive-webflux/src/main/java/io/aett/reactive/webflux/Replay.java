package io.aett.reactive.webflux;

import io.aett.reactive.Commit;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Tells a request that was sent again from another one with the same key. */
final class Replay {

    /** The header of a commit that holds the fingerprint of the request that led to it. */
    static final String FINGERPRINT = "RequestFingerprint";

    private Replay() {}

    /** The commit of the first request, if this one is the same; empty when this one is the first, a 422 when it says something else. */
    static Mono<Commit> of(@Nullable Commit commit, boolean repeated, Mono<String> fingerprint) {
        if (commit == null || !repeated) {
            return Mono.empty();
        }
        return fingerprint.map(same -> {
            if (!same.equals(commit.headers().get(FINGERPRINT))) {
                throw Problem.KEY_REUSED.because("an earlier request had this key and another method, path or body;"
                        + " draw a new key for each command");
            }
            return commit;
        });
    }
}
