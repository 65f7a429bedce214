package io.aett.reactive.spring.twice;

import io.aett.reactive.Topic;

/** Two classes that ask for one topic. */
public final class Twice {

    private Twice() {}

    @Topic("twice.same")
    record First() {}

    @Topic("twice.same")
    record Second() {}
}
