package io.aett.reactive.memory;

import io.aett.reactive.StateEntry;
import io.aett.reactive.spi.StatePage;
import io.aett.reactive.spi.StateTable;
import io.aett.reactive.spi.Storage;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import reactor.core.publisher.Mono;

/** What goes wrong with the order of states, their pages and their names. */
final class StateScanMutants {

    private StateScanMutants() {}

    static final Map<String, UnaryOperator<Storage>> STORAGES = Map.of(
            "states-in-the-order-of-utf-16",
            PassingStates.with(OrderOfUtf16::new),
            "scans-begin-behind-the-key",
            PassingStates.with(BehindTheKey::new),
            "state-pages-repeat-an-entry",
            PassingStates.with(PagesRepeat::new),
            "state-pages-lose-an-entry",
            PassingStates.with(PagesLose::new),
            "scans-end-after-a-page",
            PassingStates.with(OnePage::new),
            "scans-stop-at-a-removed-key",
            PassingStates.with(StopAtRemoved::new),
            "spaces-that-begin-alike-are-scanned",
            PassingStates.with(table -> new Joined(table, "\u0000", "")),
            "spaces-and-keys-are-joined",
            PassingStates.with(table -> new Joined(table, "/", "/")),
            "state-names-are-folded",
            PassingStates.with(Folded::new));

    /** Right answers that cost too much. */
    static final Map<String, UnaryOperator<Storage>> COSTS =
            Map.of("scans-fetch-all-pages", PassingStates.with(AllPages::new));

    private static final class OrderOfUtf16 extends PassingStates {
        OrderOfUtf16(StateTable table) {
            super(table);
        }

        @Override
        public Mono<StatePage> scan(String space, String from, boolean inclusive, int maxEntries) {
            return all(space)
                    .filter(entry -> entry.key().compareTo(from) > (inclusive ? -1 : 0))
                    .sort(Comparator.comparing(StateEntry::key))
                    .take(maxEntries)
                    .collectList()
                    .map(entries -> StatePage.of(entries, from, maxEntries));
        }
    }

    private static final class BehindTheKey extends PassingStates {
        BehindTheKey(StateTable table) {
            super(table);
        }

        @Override
        public Mono<StatePage> scan(String space, String from, boolean inclusive, int maxEntries) {
            return table.scan(space, from, false, maxEntries);
        }
    }

    private static final class PagesRepeat extends PassingStates {
        PagesRepeat(StateTable table) {
            super(table);
        }

        @Override
        public Mono<StatePage> scan(String space, String from, boolean inclusive, int maxEntries) {
            return table.scan(space, from, true, maxEntries);
        }
    }

    private static final class PagesLose extends PassingStates {
        PagesLose(StateTable table) {
            super(table);
        }

        @Override
        public Mono<StatePage> scan(String space, String from, boolean inclusive, int maxEntries) {
            return table.scan(space, from, inclusive, maxEntries)
                    .map(page -> inclusive || page.entries().isEmpty()
                            ? page
                            : new StatePage(
                                    page.entries().subList(1, page.entries().size()), page.next(), page.last()));
        }
    }

    private static final class OnePage extends PassingStates {
        OnePage(StateTable table) {
            super(table);
        }

        @Override
        public Mono<StatePage> scan(String space, String from, boolean inclusive, int maxEntries) {
            return table.scan(space, from, inclusive, maxEntries)
                    .map(page -> new StatePage(page.entries(), page.next(), true));
        }
    }

    /** As where a page begins at the entry that the one before ended with. */
    private static final class StopAtRemoved extends PassingStates {
        StopAtRemoved(StateTable table) {
            super(table);
        }

        @Override
        public Mono<StatePage> scan(String space, String from, boolean inclusive, int maxEntries) {
            Mono<StatePage> page = table.scan(space, from, inclusive, maxEntries);
            return inclusive
                    ? page
                    : table.get(space, from)
                            .flatMap(there -> page)
                            .defaultIfEmpty(new StatePage(List.of(), from, true));
        }
    }

    /** All spaces in one, with this between space and key, and this behind the space where a scan ends. */
    private static final class Joined extends PassingStates {
        private static final String ALL = "all";
        private final String between;
        private final String behind;

        Joined(StateTable table, String between, String behind) {
            super(table);
            this.between = between;
            this.behind = behind;
        }

        private StateEntry inner(StateEntry entry) {
            return new StateEntry(ALL, entry.space() + between + entry.key(), entry.value(), entry.version());
        }

        private static StateEntry outer(StateEntry found, String space, String key) {
            return new StateEntry(space, key, found.value(), found.version());
        }

        private StateEntry listed(StateEntry found, String space) {
            int begin = Math.min(space.length() + between.length(), found.key().length());
            return outer(found, space, found.key().substring(begin));
        }

        @Override
        public Mono<StateEntry> get(String space, String key) {
            return table.get(ALL, space + between + key).map(found -> outer(found, space, key));
        }

        @Override
        public Mono<StatePage> scan(String space, String from, boolean inclusive, int maxEntries) {
            return table.scan(ALL, space + between + from, inclusive, maxEntries)
                    .map(page -> StatePage.of(
                            page.entries().stream()
                                    .filter(found -> found.key().startsWith(space + behind))
                                    .map(found -> listed(found, space))
                                    .toList(),
                            from,
                            maxEntries));
        }

        @Override
        public Mono<StateEntry> create(String space, String key, byte[] value, String nonce) {
            return table.create(ALL, space + between + key, value, nonce).map(made -> outer(made, space, key));
        }

        @Override
        public Mono<StateEntry> replace(StateEntry expected, byte[] value, String nonce) {
            return table.replace(inner(expected), value, nonce)
                    .map(made -> outer(made, expected.space(), expected.key()));
        }

        @Override
        public Mono<Boolean> remove(StateEntry expected) {
            return table.remove(inner(expected));
        }
    }

    /** As a collation that does not tell capitals. */
    private static final class Folded extends PassingStates {
        Folded(StateTable table) {
            super(table);
        }

        private static String folded(String name) {
            return name.toLowerCase(Locale.ROOT);
        }

        @Override
        public Mono<StateEntry> get(String space, String key) {
            return table.scan(space, "", true, Integer.MAX_VALUE)
                    .flatMapIterable(StatePage::entries)
                    .filter(found -> folded(found.key()).equals(folded(key)))
                    .next();
        }

        @Override
        public Mono<StateEntry> create(String space, String key, byte[] value, String nonce) {
            return get(space, key)
                    .hasElement()
                    .flatMap(there -> there ? Mono.empty() : table.create(space, key, value, nonce));
        }
    }

    private static final class AllPages extends PassingStates {
        AllPages(StateTable table) {
            super(table);
        }

        @Override
        public Mono<StatePage> scan(String space, String from, boolean inclusive, int maxEntries) {
            return table.scan(space, from, inclusive, maxEntries)
                    .flatMap(first -> Mono.just(first)
                            .expand(page ->
                                    page.last() ? Mono.empty() : table.scan(space, page.next(), false, maxEntries))
                            .then(Mono.just(first)));
        }
    }
}
