package io.aett.reactive.domain;

import io.aett.reactive.Commit;

/** The policy that is recognised, so that it costs nothing. */
enum Never implements SnapshotPolicy {
    POLICY;

    @Override
    public boolean isDue(Aggregate<?> aggregate, Commit saved, long snapshotVersion) {
        return false;
    }
}
