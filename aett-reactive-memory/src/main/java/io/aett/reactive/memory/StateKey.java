package io.aett.reactive.memory;

/** A state's place in the order: by space, then by key, code point by code point as UTF-8 bytes sort. */
record StateKey(String space, String key) implements Comparable<StateKey> {

    @Override
    public int compareTo(StateKey other) {
        int spaces = compare(space, other.space);
        return spaces != 0 ? spaces : compare(key, other.key);
    }

    /** Differs from {@link String#compareTo} above the surrogates: U+FFFD comes before U+10000. */
    private static int compare(String one, String other) {
        int common = Math.min(one.length(), other.length());
        for (int i = 0; i < common; i++) {
            char a = one.charAt(i);
            char b = other.charAt(i);
            if (a != b) {
                boolean surrogates = Character.isSurrogate(a) == Character.isSurrogate(b);
                return surrogates ? Character.compare(a, b) : Character.isSurrogate(a) ? 1 : -1;
            }
        }
        return Integer.compare(one.length(), other.length());
    }
}
