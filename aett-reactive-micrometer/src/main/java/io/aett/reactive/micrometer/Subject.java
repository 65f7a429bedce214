package io.aett.reactive.micrometer;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Whose data an observation is about. It is in the observation's context, under its class, for filters and conventions of one's own, such as
 * one that makes the tenant a tag.
 *
 * @param tenantId the tenant; {@code null} where it is all of them
 * @param streamId the stream; {@code null} where it is all of them
 */
public record Subject(@Nullable String tenantId, @Nullable String streamId) {

    static final Subject ALL = new Subject(null, null);

    static Subject of(String tenantId, String streamId) {
        return new Subject(Objects.requireNonNull(tenantId, "tenantId"), Objects.requireNonNull(streamId, "streamId"));
    }
}
