package io.aett.reactive;

import java.util.Arrays;
import java.util.Objects;

/**
 * A value under a key, as it was at some moment.
 *
 * @param space the namespace of the key
 * @param key the key
 * @param value the value; copied on the way in and on the way out
 * @param version opaque; new with each change of the entry, and never reused, not even after a removal
 */
@SuppressWarnings("ArrayRecordComponent") // Equals by content, and copies.
public record StateEntry(String space, String key, byte[] value, String version) {

    public StateEntry {
        Objects.requireNonNull(space, "space");
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(version, "version");
        value = Objects.requireNonNull(value, "value").clone();
    }

    @Override
    public byte[] value() {
        return value.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof StateEntry entry
                && version.equals(entry.version)
                && key.equals(entry.key)
                && space.equals(entry.space)
                && Arrays.equals(value, entry.value);
    }

    @Override
    public int hashCode() {
        return Objects.hash(space, key, version);
    }

    @Override
    public String toString() {
        return "StateEntry[" + space + "/" + key + ", " + value.length + " bytes, version " + version + "]";
    }
}
