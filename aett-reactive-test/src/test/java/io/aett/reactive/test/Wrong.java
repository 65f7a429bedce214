package io.aett.reactive.test;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.aett.reactive.Memento;
import io.aett.reactive.domain.Aggregate;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Aggregates with one mistake each. */
final class Wrong {

    record Added(int amount) {}

    record Signed(int amount, @JsonIgnore String by) {}

    record Total(int sum) {}

    record Items(List<Integer> all) {}

    private Wrong() {}

    /** One that is right, for the others to go wrong. */
    abstract static class Sum<S> extends Aggregate<S> {

        int sum;

        Sum(String id) {
            super(id);
        }

        void add(int amount) {
            raiseEvent(new Added(amount));
        }

        void apply(Added event) {
            sum += event.amount();
        }
    }

    /** Changes its state in the command too. */
    static final class Hasty extends Sum<Void> {

        private int calls;

        Hasty(String id) {
            super(id);
        }

        @Override
        void add(int amount) {
            calls++;
            super.add(amount);
        }

        void forget() {
            sum = 0;
        }
    }

    /** Its event does not keep who signed it. */
    static final class Forgetful extends Sum<Void> {

        Forgetful(String id) {
            super(id);
        }

        void sign(int amount, String by) {
            raiseEvent(new Signed(amount, by));
        }

        void apply(Signed event) {
            sum += event.amount();
        }
    }

    /** Draws an id where it applies an event. */
    static final class Random extends Sum<Void> {

        private UUID last = new UUID(0, 0);

        Random(String id) {
            super(id);
        }

        @Override
        void apply(Added event) {
            super.apply(event);
            last = UUID.nameUUIDFromBytes(new byte[] {(byte) next++});
        }

        private static int next;
    }

    /** Its memento lacks one of its fields. */
    static class Lossy extends Sum<Total> {

        private int count;

        Lossy(String id) {
            super(id);
        }

        @Override
        void apply(Added event) {
            super.apply(event);
            count++;
        }

        @Override
        protected Memento<Total> getMemento() {
            return new Memento<>(id(), version(), new Total(sum));
        }

        @Override
        protected void applyMemento(Memento<Total> memento) {
            sum = memento.payload().sum();
        }
    }

    /** Hands out a memento and takes none, so that repositories take it for one without snapshots. */
    static final class Half extends Sum<Total> {

        Half(String id) {
            super(id);
        }

        @Override
        protected Memento<Total> getMemento() {
            return new Memento<>(id(), version(), new Total(0));
        }
    }

    /** Has no memento at some revisions, and takes none at others. */
    static final class Picky extends Lossy {

        private final int gives;
        private final int takes;

        Picky(String id, int gives, int takes) {
            super(id);
            this.gives = gives;
            this.takes = takes;
        }

        @Override
        protected Memento<Total> getMemento() {
            if (version() > gives) {
                throw new IllegalStateException("no memento of " + version());
            }
            return super.getMemento();
        }

        @Override
        protected void applyMemento(Memento<Total> memento) {
            if (memento.version() > takes) {
                throw new IllegalStateException("not " + memento.version());
            }
        }
    }

    /** Goes on with a list that cannot be changed. */
    static final class Frozen extends Aggregate<Items> {

        private List<Integer> items = new ArrayList<>();

        Frozen(String id) {
            super(id);
        }

        void add(int amount) {
            raiseEvent(new Added(amount));
        }

        void apply(Added event) {
            items.add(event.amount());
        }

        @Override
        protected Memento<Items> getMemento() {
            return new Memento<>(id(), version(), new Items(items));
        }

        @Override
        protected void applyMemento(Memento<Items> memento) {
            items = List.copyOf(memento.payload().all());
        }
    }
}
