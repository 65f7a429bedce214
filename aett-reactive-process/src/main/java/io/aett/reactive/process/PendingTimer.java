package io.aett.reactive.process;

import java.time.Instant;
import java.util.Objects;
import java.util.UUID;

/**
 * A timer that waits to be due. A reference: the command is in the saga's commit.
 *
 * @param tenantId the saga's tenant
 * @param sagaId the saga's id, which is its stream
 * @param name names the timer within its saga
 * @param due not before this moment
 * @param commitId the commit that sets it
 * @param revision the first revision of that commit
 */
public record PendingTimer(String tenantId, String sagaId, String name, Instant due, UUID commitId, long revision) {

    public PendingTimer {
        Objects.requireNonNull(tenantId, "tenantId");
        Objects.requireNonNull(sagaId, "sagaId");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(due, "due");
        Objects.requireNonNull(commitId, "commitId");
    }
}
