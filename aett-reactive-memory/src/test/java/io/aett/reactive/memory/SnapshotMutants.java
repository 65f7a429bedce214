package io.aett.reactive.memory;

import io.aett.reactive.spi.EncodedSnapshot;
import io.aett.reactive.spi.SnapshotTable;
import io.aett.reactive.spi.Storage;
import io.aett.reactive.spi.StreamKey;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What goes wrong with snapshots. */
final class SnapshotMutants {

    private SnapshotMutants() {}

    static final Map<String, UnaryOperator<Storage>> STORAGES = Map.ofEntries(
            Map.entry("the-newest-snapshot-always", with(NewestAlways::new)),
            Map.entry("snapshots-below-the-revision", with(Below::new)),
            Map.entry("the-first-snapshot-stays", with(FirstStays::new)),
            Map.entry("one-snapshot-per-stream", with(OnePerStream::new)),
            Map.entry("older-snapshots-are-ignored", with(OlderIgnored::new)),
            Map.entry("snapshots-of-all-tenants", with(AllTenants::new)),
            Map.entry("the-newest-revision-is-the-last-added", with(LastAdded::new)),
            Map.entry("snapshots-in-the-order-of-text", with(OrderOfText::new)),
            Map.entry("trim-keeps-one-less", with(OneLess::new)),
            Map.entry("trim-keeps-all", with(KeepsAll::new)),
            Map.entry("trim-keeps-the-oldest", with(KeepsOldest::new)),
            Map.entry("trim-removes-what-it-has-not-seen", with(RemovesNew::new)),
            Map.entry("trim-of-all-streams", with(AllStreams::new)));

    private static UnaryOperator<Storage> with(UnaryOperator<SnapshotTable> mutation) {
        return storage -> new Storage(
                storage.name(),
                storage.limits(),
                storage.commits(),
                mutation.apply(storage.snapshots()),
                storage.states(),
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
        public Mono<Void> trim(StreamKey stream, int keep) {
            return table.trim(stream, keep);
        }

        @Override
        public Mono<Long> newestRevision(StreamKey stream) {
            return table.newestRevision(stream);
        }
    }

    private static final class OneLess extends Passing {
        OneLess(SnapshotTable table) {
            super(table);
        }

        @Override
        public Mono<Void> trim(StreamKey stream, int keep) {
            return keep == 1 ? table.trim(stream, 1) : table.trim(stream, keep - 1);
        }
    }

    private static final class KeepsAll extends Passing {
        KeepsAll(SnapshotTable table) {
            super(table);
        }

        @Override
        public Mono<Void> trim(StreamKey stream, int keep) {
            return Mono.empty();
        }
    }

    /** Puts back what was the oldest. */
    private static final class KeepsOldest extends Passing {
        private final Map<StreamKey, EncodedSnapshot> oldest = new ConcurrentHashMap<>();

        KeepsOldest(SnapshotTable table) {
            super(table);
        }

        @Override
        public Mono<Void> put(EncodedSnapshot snapshot) {
            oldest.merge(snapshot.stream(), snapshot, (a, b) -> a.revision() < b.revision() ? a : b);
            return table.put(snapshot);
        }

        @Override
        public Mono<Void> trim(StreamKey stream, int keep) {
            return table.trim(stream, keep).then(Mono.defer(() -> {
                EncodedSnapshot first = oldest.get(stream);
                return first == null ? Mono.empty() : table.put(first);
            }));
        }
    }

    /** Looks which ones are to stay, and removes all others, those that were put since too. */
    private static final class RemovesNew extends Passing {
        private final Map<StreamKey, Set<Long>> put = new ConcurrentHashMap<>();
        private final Set<Long> gone = ConcurrentHashMap.newKeySet();
        private final AtomicInteger trims = new AtomicInteger();

        RemovesNew(SnapshotTable table) {
            super(table);
        }

        private Set<Long> put(StreamKey stream) {
            return put.computeIfAbsent(stream, any -> ConcurrentHashMap.newKeySet());
        }

        @Override
        public Mono<Void> put(EncodedSnapshot snapshot) {
            return table.put(snapshot)
                    .doOnSuccess(done -> put(snapshot.stream()).add(snapshot.revision()));
        }

        @Override
        public Mono<EncodedSnapshot> find(StreamKey stream, long maxRevision) {
            return table.find(stream, maxRevision)
                    .flatMap(found ->
                            gone.contains(found.revision()) ? find(stream, found.revision() - 1) : Mono.just(found));
        }

        @Override
        public Mono<Void> trim(StreamKey stream, int keep) {
            return Mono.defer(() -> {
                Set<Long> seen = Set.copyOf(put(stream));
                // Of different lengths: two that trim in step would never add while the other one does.
                return Mono.delay(Duration.ofMillis(2 + 3 * trims.getAndIncrement() % 7))
                        .then(table.trim(stream, keep))
                        .doOnSuccess(done -> put(stream).stream()
                                .filter(revision -> !seen.contains(revision))
                                .forEach(gone::add));
            });
        }
    }

    private static final class AllStreams extends Passing {
        private final Set<StreamKey> streams = ConcurrentHashMap.newKeySet();

        AllStreams(SnapshotTable table) {
            super(table);
        }

        @Override
        public Mono<Void> put(EncodedSnapshot snapshot) {
            streams.add(snapshot.stream());
            return table.put(snapshot);
        }

        @Override
        public Mono<Void> trim(StreamKey stream, int keep) {
            return Flux.fromIterable(streams)
                    .concatMap(any -> table.trim(any, keep))
                    .then();
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
