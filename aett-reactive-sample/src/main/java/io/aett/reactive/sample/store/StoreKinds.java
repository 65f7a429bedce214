package io.aett.reactive.sample.store;

import io.aett.reactive.cli.kit.BadInputException;
import java.util.List;
import java.util.stream.Collectors;

/** All kinds of stores; the first is the default. */
public record StoreKinds(List<StoreKind> all) {

    public StoreKinds {
        all = List.copyOf(all);
    }

    /** The kinds that this program has. */
    public static StoreKinds standard() {
        return new StoreKinds(
                List.of(new PostgresKind(), new MemoryKind(), new MongoKind(), new DynamoDbKind(), new S3Kind()));
    }

    /** The kind that is taken unless one is chosen. */
    public StoreKind preferred() {
        return all.get(0);
    }

    /** The kind of this name. */
    public StoreKind named(String name) {
        return all.stream()
                .filter(kind -> kind.name().equals(name))
                .findFirst()
                .orElseThrow(
                        () -> new BadInputException("there is no store '" + name + "'; choose one of: " + names()));
    }

    private String names() {
        return all.stream().map(StoreKind::name).collect(Collectors.joining(", "));
    }
}
