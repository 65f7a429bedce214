package io.aett.reactive.testkit;

import reactor.core.publisher.Mono;

/** Stored data, seen and changed without the store. */
public interface RawView {

    /** How many commits of this tenant are stored, whatever their state; what a loser or a refused commit left counts. */
    Mono<Long> commits(String tenantId);

    /** How many snapshots of this tenant are stored. */
    Mono<Long> snapshots(String tenantId);

    /** Replaces the stored payload bytes of one commit. */
    Mono<Void> replaceCommit(String tenantId, String streamId, long commitSequence, byte[] payload);

    /** Takes one commit away, as a hand or an incomplete restore does: what this removes is the commit and nothing about it. */
    Mono<Void> deleteCommit(String tenantId, String streamId, long commitSequence);

    /** Replaces the stored payload bytes of one snapshot. */
    Mono<Void> replaceSnapshot(String tenantId, String streamId, long streamRevision, byte[] payload);
}
