package io.aett.reactive.subscription;

import io.aett.reactive.internal.StateFormat;

/** The stored forms of what a subscription keeps. */
final class Format {

    static final StateFormat<Control> CONTROL = of(Control.class);
    static final StateFormat<Lease> LEASE = of(Lease.class);
    static final StateFormat<Member> MEMBER = of(Member.class);
    static final StateFormat<Position> POSITION = of(Position.class);
    static final StateFormat<Part> PART = of(Part.class);

    private Format() {}

    private static <T> StateFormat<T> of(Class<T> type) {
        return StateFormat.of("subscription", type);
    }
}
