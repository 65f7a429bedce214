package io.aett.reactive.cli.check;

import io.aett.reactive.Commit;
import io.aett.reactive.internal.Digests;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.UUID;

/** Half of a SHA-256: what stands for a stream, or for a commit id in it, where there are too many to be kept. */
record Digest(long high, long low) {

    static Digest ofStream(String tenantId, String streamId) {
        byte[] tenant = tenantId.getBytes(StandardCharsets.UTF_8);
        byte[] stream = streamId.getBytes(StandardCharsets.UTF_8);
        return of(ByteBuffer.allocate(Integer.BYTES + tenant.length + stream.length)
                .putInt(tenant.length)
                .put(tenant)
                .put(stream));
    }

    static Digest ofStream(Commit commit) {
        return ofStream(commit.tenantId(), commit.streamId());
    }

    Digest ofId(UUID id) {
        return of(ByteBuffer.allocate(4 * Long.BYTES)
                .putLong(high)
                .putLong(low)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits()));
    }

    private static Digest of(ByteBuffer content) {
        MessageDigest digest = Digests.sha256();
        digest.update(content.flip());
        ByteBuffer hash = ByteBuffer.wrap(digest.digest());
        return new Digest(hash.getLong(), hash.getLong());
    }

    /** Which of so many equal shares of all streams it is in. */
    boolean isIn(int share, int shares) {
        return Long.remainderUnsigned(high, shares) == share;
    }
}
