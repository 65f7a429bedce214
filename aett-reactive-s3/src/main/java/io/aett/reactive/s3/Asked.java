package io.aett.reactive.s3;

import io.aett.reactive.spi.StreamKey;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which commits of the log somebody wants.
 *
 * @param tenantId whose, null for all
 * @param maxStamp none that are later
 */
record Asked(@Nullable String tenantId, Instant maxStamp) {

    static final Asked ALL = new Asked(null, Instant.MAX);

    boolean test(StreamKey stream, Instant stamp) {
        return (tenantId == null || tenantId.equals(stream.tenantId())) && !stamp.isAfter(maxStamp);
    }
}
