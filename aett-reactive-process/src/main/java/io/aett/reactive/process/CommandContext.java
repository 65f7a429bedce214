package io.aett.reactive.process;

import java.time.Instant;
import java.util.Objects;
import java.util.UUID;

/**
 * Where a command comes from.
 *
 * @param commandId names the command for ever, whoever hands it over and how often: give it to {@code update} as the commit id, and the effect
 *     is there once
 * @param tenantId the saga's tenant
 * @param sagaId the saga's id, which is its stream
 * @param attempt how often this process has begun to hand over the commands of the saga's commit since it took that up, this time included; from 1
 * @param due when it was to be handed over: the time of a timer, and for other commands the stamp of the saga's commit
 */
public record CommandContext(UUID commandId, String tenantId, String sagaId, int attempt, Instant due) {

    public CommandContext {
        Objects.requireNonNull(commandId, "commandId");
        Objects.requireNonNull(tenantId, "tenantId");
        Objects.requireNonNull(sagaId, "sagaId");
        Objects.requireNonNull(due, "due");
    }
}
