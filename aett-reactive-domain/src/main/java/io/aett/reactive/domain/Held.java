package io.aett.reactive.domain;

/** A decider's state, and where it stands in its stream. */
final class Held<S> {

    private final Changes changes;
    private S state;

    Held(String id, S initial) {
        this.changes = new Changes(id);
        this.state = initial;
    }

    Changes changes() {
        return changes;
    }

    S state() {
        return state;
    }

    void become(S next) {
        state = next;
    }
}
