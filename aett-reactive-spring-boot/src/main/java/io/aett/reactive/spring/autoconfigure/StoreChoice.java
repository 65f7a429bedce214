package io.aett.reactive.spring.autoconfigure;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/**
 * Which store it is to be.
 *
 * @param wanted what {@code aett.store} says
 * @param present those on the class path
 */
record StoreChoice(@Nullable StoreKind wanted, List<StoreKind> present) {

    static StoreChoice of(Environment environment, ClassLoader classes) {
        return new StoreChoice(
                Binder.get(environment).bind("aett.store", StoreKind.class).orElse(null),
                Arrays.stream(StoreKind.values())
                        .filter(kind -> kind.isPresent(classes))
                        .toList());
    }

    /** The store in memory gives way to any other: fixtures of tests bring it along. */
    Optional<StoreKind> chosen() {
        if (wanted != null) {
            return present.contains(wanted) ? Optional.of(wanted) : Optional.empty();
        }
        List<StoreKind> lasting =
                present.stream().filter(kind -> kind != StoreKind.MEMORY).toList();
        List<StoreKind> candidates = lasting.isEmpty() ? present : lasting;
        return candidates.size() == 1 ? Optional.of(candidates.get(0)) : Optional.empty();
    }

    /** Why there is none, and what to do. */
    SetupException failure() {
        if (wanted != null) {
            return new SetupException(
                    "aett.store is " + wanted.property() + ", but " + wanted.module() + " is not on the class path.",
                    "Add the dependency io.aett:" + wanted.module() + ", or change aett.store.");
        }
        if (present.isEmpty()) {
            return new SetupException(
                    "No event store is on the class path.",
                    "Add one of these dependencies: " + modules(List.of(StoreKind.values()))
                            + "; or declare a bean of type EventStore.");
        }
        return new SetupException(
                "Several event stores are on the class path: " + modules(present) + ".",
                "Say which one it is with aett.store="
                        + present.get(present.size() - 1).property() + " (or "
                        + present.stream()
                                .limit(present.size() - 1)
                                .map(StoreKind::property)
                                .collect(Collectors.joining(", "))
                        + "), or remove the others.");
    }

    private static String modules(List<StoreKind> kinds) {
        return kinds.stream().map(kind -> "io.aett:" + kind.module()).collect(Collectors.joining(", "));
    }
}
