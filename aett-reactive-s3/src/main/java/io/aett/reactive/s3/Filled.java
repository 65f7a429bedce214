package io.aett.reactive.s3;

import io.aett.reactive.StorageException;
import io.aett.reactive.s3.S3Bucket.Found;
import io.aett.reactive.spi.EncodedCommit;
import io.aett.reactive.spi.StreamKey;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a slot of a stream holds, for ever: a commit, or a void. Written into the object's metadata, so that a look at its first
 * byte tells it.
 *
 * @param slot from 1
 * @param sequence of the stream's last commit up to and with this slot, 0 when there is none
 * @param revision that commit's revision
 * @param stamp that commit's stamp
 * @param commit the commit in this very slot, null for a void
 * @param ids of the slots before it in its block ({@link Ids}); null where this was not read from the slot
 */
record Filled(
        long slot,
        long sequence,
        long revision,
        Instant stamp,
        @Nullable Ident commit,
        @Nullable String ids) {

    private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");

    /** Before the first slot. */
    static final Filled NOTHING = new Filled(0, 0, 0, EARLIEST, null, "");

    /**
     * What tells a commit from others at its slot.
     *
     * @param checkpoint 0 in a store without a global order
     */
    record Ident(UUID commitId, UUID nonce, int events, long checkpoint) {}

    /** A commit in the slot behind this one. */
    Filled next(EncodedCommit commit, long checkpoint) {
        Instant later = commit.stamp().isBefore(stamp) ? stamp : commit.stamp();
        Ident ident = new Ident(commit.commitId(), commit.nonce(), commit.eventCount(), checkpoint);
        return new Filled(slot + 1, commit.sequence(), commit.revision(), later, ident, idsBehind());
    }

    /** A void in the slot behind this one. */
    Filled nextVoid() {
        return new Filled(slot + 1, sequence, revision, stamp, null, idsBehind());
    }

    private String idsBehind() {
        return slot % Ids.BLOCK == 0 ? "" : idsWithOwn();
    }

    /** The ids of its block up to and with its own. */
    String idsWithOwn() {
        String before = ids;
        if (before == null) {
            throw new IllegalStateException("what was not read from a slot does not know the ids before it");
        }
        return before + (commit == null ? Ids.VOID : Ids.digits(commit.commitId));
    }

    /** The last slot of the block before. */
    long blockStart() {
        return slot == 0 ? 0 : (slot - 1) / Ids.BLOCK * Ids.BLOCK;
    }

    /** The slots of its block, up to and with this one, that may hold the commit with this id. */
    List<Long> slotsOf(UUID id) {
        return slot == 0
                ? List.of()
                : Ids.placesOf(id, idsWithOwn()).stream()
                        .map(place -> blockStart() + 1 + place)
                        .toList();
    }

    boolean precedes(EncodedCommit commit) {
        return sequence == commit.sequence() - 1 && revision == commit.firstRevision() - 1;
    }

    boolean isVoid() {
        return commit == null;
    }

    /** The checkpoint of the commit, 0 for a void. */
    long checkpoint() {
        return commit == null ? 0 : commit.checkpoint;
    }

    boolean isCommit(UUID commitId) {
        return commit != null && commit.commitId.equals(commitId);
    }

    boolean isAttempt(UUID nonce) {
        return commit != null && commit.nonce.equals(nonce);
    }

    /** What tells the commit; only if it is one. */
    Ident ident() {
        Ident ident = commit;
        if (ident == null) {
            throw new IllegalStateException("a void is no commit");
        }
        return ident;
    }

    /** The commit; only if it is one. */
    EncodedCommit encoded(StreamKey stream, byte[] payload) {
        Ident ident = ident();
        return new EncodedCommit(
                stream,
                sequence,
                revision,
                ident.events,
                ident.commitId,
                ident.nonce,
                stamp,
                payload,
                ident.checkpoint);
    }

    Map<String, String> metadata() {
        Ident ident = commit;
        Map<String, String> all = new HashMap<>();
        all.put("sequence", Long.toString(sequence));
        all.put("revision", Long.toString(revision));
        all.put("stamp", stamp.toString());
        if (ids != null && !ids.isEmpty()) {
            all.put("ids", ids);
        }
        if (ident != null) {
            all.put("commit-id", ident.commitId.toString());
            all.put("nonce", ident.nonce.toString());
            all.put("events", Integer.toString(ident.events));
            all.put("checkpoint", Long.toString(ident.checkpoint));
        }
        return all;
    }

    static Filled parse(long slot, Found object) {
        Map<String, String> all = object.metadata();
        try {
            @Nullable
            Ident ident = all.containsKey("commit-id")
                    ? new Ident(
                            UUID.fromString(text(all, "commit-id")),
                            UUID.fromString(text(all, "nonce")),
                            Integer.parseInt(text(all, "events")),
                            Long.parseLong(text(all, "checkpoint")))
                    : null;
            String ids = all.getOrDefault("ids", "");
            if (ids.length() != (slot - 1) % Ids.BLOCK * Ids.DIGITS) {
                throw new IllegalArgumentException("not the ids of its block");
            }
            return new Filled(
                    slot,
                    Long.parseLong(text(all, "sequence")),
                    Long.parseLong(text(all, "revision")),
                    Instant.parse(text(all, "stamp")),
                    ident,
                    ids);
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new StorageException("the metadata of " + object.key() + " is not that of a commit", e);
        }
    }

    private static String text(Map<String, String> metadata, String name) {
        String text = metadata.get(name);
        if (text == null) {
            throw new IllegalArgumentException("no " + name);
        }
        return text;
    }
}
