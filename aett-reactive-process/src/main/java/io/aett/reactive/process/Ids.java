package io.aett.reactive.process;

import io.aett.reactive.Commit;
import io.aett.reactive.CommitIds;
import java.util.UUID;

/**
 * Ids that follow from what is stored, so that whoever does it again finds that it is done. A commit's id is one only within its stream, so tenant and
 * stream are part of what they follow from. Part of the stored form.
 */
final class Ids {

    private Ids() {}

    /** Of the commit by which a saga takes this event in. */
    static UUID ofTransition(Commit commit, int index, String sagaId) {
        return CommitIds.derived(origin(commit), "saga/" + index + "/" + sagaId);
    }

    static UUID ofCommand(Commit commit, int n) {
        return CommitIds.derived(origin(commit), "command/" + n);
    }

    /** Of the commit that says that a timer was due, and of the command in it. */
    static UUID ofTimer(PendingTimer timer) {
        return CommitIds.derived(origin(timer.tenantId(), timer.sagaId(), timer.commitId()), "timer/" + timer.name());
    }

    private static UUID origin(Commit commit) {
        return origin(commit.tenantId(), commit.streamId(), commit.commitId());
    }

    private static UUID origin(String tenantId, String streamId, UUID commitId) {
        return CommitIds.derived(CommitIds.derived(commitId, "tenant/" + tenantId), "stream/" + streamId);
    }
}
