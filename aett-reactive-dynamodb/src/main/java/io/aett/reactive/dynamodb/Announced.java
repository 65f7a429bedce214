package io.aett.reactive.dynamodb;

import io.aett.reactive.spi.EncodedCommit;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import reactor.core.publisher.Mono;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Finds out what became of commits that were announced, by a look where they belong: the commit of this position is there; or something else is, and
 * then it never comes; or nothing is, and then it may.
 */
final class Announced {

    /** Of fewer commits the half price is not worth the request for generations. */
    private static final int WORTH_IT = 32;

    private final Table table;
    private final Commits commits;
    private final Generations generations;

    Announced(Table table, Commits commits, Generations generations) {
        this.table = table;
        this.commits = commits;
        this.generations = generations;
    }

    /**
     * What entries stand for. A position that is in neither never has a commit to deliver.
     *
     * @param byPosition the commits that are there, and in place of those that are lost what {@link Commits#missing(Entry)} says
     * @param open the positions at which a commit may still come to be
     * @param generations of all tenants concerned, as they were while all of this was there
     */
    record Found(Map<Long, EncodedCommit> byPosition, Set<Long> open, Map<String, Long> generations) {}

    /** Of each tenant what was there in one generation: what was not there when it should have been is looked for again. */
    Mono<Found> of(List<Entry> entries) {
        return of(entries.stream().filter(entry -> !entry.isClosed()).toList(), Set.of());
    }

    /**
     * The same of entries that are not the newest, for half the price: a commit never changes, so one that is found is what it is wherever the
     * answer comes from. What is not found is looked for again.
     */
    Mono<Found> ofOlder(List<Entry> entries) {
        List<Entry> alive = entries.stream().filter(entry -> !entry.isClosed()).toList();
        if (alive.size() < WORTH_IT) {
            return of(alive);
        }
        List<String> tenants = alive.stream().map(Entry::tenantId).distinct().toList();
        List<Map<String, AttributeValue>> keys =
                alive.stream().map(Entry::commitKey).distinct().toList();
        return Mono.zip(generations.current(tenants), table.getAllOlder(keys))
                .flatMap(both -> new Look(alive, both.getT1(), byKey(both.getT2())).complete())
                .flatMap(look -> look.missing().isEmpty() && look.found().open().isEmpty()
                        ? Mono.just(look.found())
                        : of(alive));
    }

    private static Map<Map<String, AttributeValue>, Map<String, AttributeValue>> byKey(
            List<Map<String, AttributeValue>> items) {
        return items.stream()
                .filter(item -> Keys.partition(item).charAt(0) == 'c')
                .collect(Collectors.toMap(Keys::keyOf, Function.identity()));
    }

    private Mono<Found> of(List<Entry> alive, Set<Long> suspects) {
        if (alive.isEmpty()) {
            return Mono.just(new Found(Map.of(), Set.of(), Map.of()));
        }
        List<String> tenants = alive.stream().map(Entry::tenantId).distinct().toList();
        List<Map<String, AttributeValue>> keys = generations.keys(tenants);
        alive.stream().map(Entry::commitKey).distinct().forEach(keys::add);
        return table.getAll(keys).flatMap(items -> {
            Look look = new Look(alive, generations.of(tenants, items), byKey(items));
            return look.complete().flatMap(done -> judged(look, tenants, suspects));
        });
    }

    private Mono<Found> judged(Look look, List<String> tenants, Set<Long> suspects) {
        Set<Long> missing = look.missing();
        if (missing.isEmpty()) {
            return Mono.just(look.found());
        }
        return generations.current(tenants).flatMap(now -> {
            if (!now.equals(look.current)) {
                return of(look.alive, Set.of());
            }
            if (!suspects.containsAll(missing)) {
                Set<Long> more = new HashSet<>(suspects);
                more.addAll(missing);
                return of(look.alive, more);
            }
            return Mono.just(look.found());
        });
    }

    /** One look at all places. */
    private final class Look {

        private final List<Entry> alive;
        private final Map<String, Long> current;
        private final Map<Map<String, AttributeValue>, Map<String, AttributeValue>> firsts;
        private final Map<Long, EncodedCommit> there = new HashMap<>();

        Look(
                List<Entry> alive,
                Map<String, Long> current,
                Map<Map<String, AttributeValue>, Map<String, AttributeValue>> firsts) {
            this.alive = alive;
            this.current = current;
            this.firsts = firsts;
        }

        private Stream<Entry> living() {
            return alive.stream().filter(entry -> {
                long now = generation(entry);
                return now == Generations.NONE || now == entry.generation();
            });
        }

        private long generation(Entry entry) {
            return current.getOrDefault(entry.tenantId(), Generations.NONE);
        }

        private Map<String, AttributeValue> first(Entry entry) {
            return firsts.getOrDefault(entry.commitKey(), Map.of());
        }

        private boolean isThere(Entry entry) {
            Map<String, AttributeValue> first = first(entry);
            return !first.isEmpty() && Sealing.isCommit(first, entry);
        }

        /** A commit may still come there: nothing is, or a void that concerns earlier positions only. */
        private boolean isOpen(Entry entry) {
            Map<String, AttributeValue> first = first(entry);
            return !entry.lost()
                    && (first.isEmpty() || (Items.isVoid(first) && Items.number(first, "q") < entry.position()));
        }

        Mono<Look> complete() {
            List<Map<String, AttributeValue>> present = living().filter(
                            entry -> generation(entry) != Generations.NONE && isThere(entry))
                    .map(this::first)
                    .toList();
            return commits.chunks(present).map(chunks -> {
                for (Map<String, AttributeValue> first : present) {
                    List<Map<String, AttributeValue>> own = Commits.chunksOf(first, chunks);
                    if (Items.isWhole(first, own)) {
                        there.put(Items.number(first, "p"), Items.toCommit(first, own));
                    }
                }
                return this;
            });
        }

        /** What should be there and is not: in part, or without a generation, or while its stream goes on behind it. */
        Set<Long> missing() {
            Map<String, Long> ends = new HashMap<>();
            firsts.values().stream()
                    .filter(first -> !Items.isVoid(first))
                    .forEach(first -> ends.merge(Keys.partition(first), Keys.numberOf(Keys.sort(first)), Math::max));
            return living().filter(entry -> !there.containsKey(entry.position()))
                    .filter(entry -> entry.lost()
                            || generation(entry) == Generations.NONE
                            || isThere(entry)
                            || (isOpen(entry) && ends.getOrDefault(entry.commits(), 0L) > entry.first()))
                    .map(Entry::position)
                    .collect(Collectors.toSet());
        }

        Found found() {
            Set<Long> missing = missing();
            Map<Long, EncodedCommit> byPosition = new HashMap<>(there);
            Set<Long> open = new HashSet<>();
            living().forEach(entry -> {
                if (missing.contains(entry.position())) {
                    byPosition.put(entry.position(), Commits.missing(entry));
                } else if (isOpen(entry)) {
                    open.add(entry.position());
                }
            });
            return new Found(byPosition, open, current);
        }
    }
}
