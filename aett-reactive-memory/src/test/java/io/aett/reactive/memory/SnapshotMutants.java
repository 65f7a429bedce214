package io.aett.reactive.memory;

import io.aett.reactive.spi.EncodedSnapshot;
import io.aett.reactive.spi.SnapshotTable;
import io.aett.reactive.spi.Storage;
import io.aett.reactive.spi.StreamKey;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import reactor.core.publisher.Mono;

/** What goes wrong with snapshots. */
final class SnapshotMutants {

    private SnapshotMutants() {}

    static final Map<String, UnaryOperator<Storage>> STORAGES = Map.of(
            "the-newest-snapshot-always",
            with(NewestAlways::new),
            "snapshots-below-the-revision",
            with(Below::new),
            "the-first-snapshot-stays",
            with(FirstStays::new),
            "one-snapshot-per-stream",
            with(OnePerStream::new),
            "older-snapshots-are-ignored",
            with(OlderIgnored::new),
            "snapshots-of-all-tenants",
            with(AllTenants::new),
            "the-newest-revision-is-the-last-added",
            with(LastAdded::new),
            "snapshots-in-the-order-of-text",
            with(OrderOfText::new));

    private static UnaryOperator<Storage> with(UnaryOperator<SnapshotTable> mutation) {
        return storage -> new Storage(
                storage.name(),
                storage.limits(),
                storage.commits(),
                mutation.apply(storage.snapshots()),
                storage.management(),
                storage.failures());
    }

    private static class Passing implements SnapshotTable {
        final SnapshotTable table;

        Passing(SnapshotTable table) {
            this.table = table;
        }

        @Override
        public Mono<Void> put(EncodedSnapshot snapshot) {
            return table.put(snapshot);
        }

        @Override
        public Mono<EncodedSnapshot> find(StreamKey stream, long maxRevision) {
            return table.find(stream, maxRevision);
        }

        @Override
        public Mono<Long> newestRevision(StreamKey stream) {
            return table.newestRevision(stream);
        }
    }

    private static final class NewestAlways extends Passing {
        NewestAlways(SnapshotTable table) {
            super(table);
        }

        @Override
        public Mono<EncodedSnapshot> find(StreamKey stream, long maxRevision) {
            return table.find(stream, Long.MAX_VALUE);
        }
    }

    private static final class Below extends Passing {
        Below(SnapshotTable table) {
            super(table);
        }

        @Override
        public Mono<EncodedSnapshot> find(StreamKey stream, long maxRevision) {
            return table.find(stream, maxRevision == Long.MAX_VALUE ? maxRevision : maxRevision - 1);
        }
    }

    private static final class FirstStays extends Passing {
        FirstStays(SnapshotTable table) {
            super(table);
        }

        @Override
        public Mono<Void> put(EncodedSnapshot snapshot) {
            return table.find(snapshot.stream(), snapshot.revision())
                    .filter(found -> found.revision() == snapshot.revision())
                    .hasElement()
                    .flatMap(there -> there ? Mono.empty() : table.put(snapshot));
        }
    }

    private static final class OnePerStream extends Passing {
        private final Map<StreamKey, EncodedSnapshot> last = new ConcurrentHashMap<>();

        OnePerStream(SnapshotTable table) {
            super(table);
        }

        @Override
        public Mono<Void> put(EncodedSnapshot snapshot) {
            return table.put(snapshot).doOnSuccess(done -> last.put(snapshot.stream(), snapshot));
        }

        @Override
        public Mono<EncodedSnapshot> find(StreamKey stream, long maxRevision) {
            return table.find(stream, maxRevision).filter(found -> found.equals(last.get(stream)));
        }
    }

    private static final class OlderIgnored extends Passing {
        OlderIgnored(SnapshotTable table) {
            super(table);
        }

        @Override
        public Mono<Void> put(EncodedSnapshot snapshot) {
            return table.newestRevision(snapshot.stream())
                    .defaultIfEmpty(-1L)
                    .flatMap(newest -> newest > snapshot.revision() ? Mono.empty() : table.put(snapshot));
        }
    }

    /** Keeps them by stream id alone. */
    private static final class AllTenants extends Passing {
        AllTenants(SnapshotTable table) {
            super(table);
        }

        private static StreamKey shared(StreamKey stream) {
            return new StreamKey("all", stream.streamId());
        }

        private static EncodedSnapshot of(StreamKey stream, EncodedSnapshot snapshot) {
            return new EncodedSnapshot(stream, snapshot.revision(), snapshot.commitSequence(), snapshot.payload());
        }

        @Override
        public Mono<Void> put(EncodedSnapshot snapshot) {
            return table.put(of(shared(snapshot.stream()), snapshot));
        }

        @Override
        public Mono<EncodedSnapshot> find(StreamKey stream, long maxRevision) {
            return table.find(shared(stream), maxRevision).map(found -> of(stream, found));
        }

        @Override
        public Mono<Long> newestRevision(StreamKey stream) {
            return table.newestRevision(shared(stream));
        }
    }

    private static final class LastAdded extends Passing {
        private final Map<StreamKey, Long> last = new ConcurrentHashMap<>();

        LastAdded(SnapshotTable table) {
            super(table);
        }

        @Override
        public Mono<Void> put(EncodedSnapshot snapshot) {
            return table.put(snapshot).doOnSuccess(done -> last.put(snapshot.stream(), snapshot.revision()));
        }

        @Override
        public Mono<Long> newestRevision(StreamKey stream) {
            return Mono.justOrEmpty(last.get(stream));
        }
    }

    /** Looks for the greatest text that is not greater than the revision's. */
    private static final class OrderOfText extends Passing {
        OrderOfText(SnapshotTable table) {
            super(table);
        }

        private Mono<EncodedSnapshot> greatest(StreamKey stream, long below, String text) {
            return table.find(stream, below).flatMap(found -> {
                Mono<EncodedSnapshot> rest =
                        found.revision() == 0 ? Mono.empty() : greatest(stream, found.revision() - 1, text);
                String own = Long.toString(found.revision());
                return own.compareTo(text) > 0
                        ? rest
                        : rest.filter(other -> Long.toString(other.revision()).compareTo(own) > 0)
                                .defaultIfEmpty(found);
            });
        }

        @Override
        public Mono<EncodedSnapshot> find(StreamKey stream, long maxRevision) {
            return greatest(stream, Long.MAX_VALUE, Long.toString(maxRevision));
        }
    }
}
