package io.aett.reactive.testkit.matrix;

import java.util.List;
import java.util.function.Supplier;

/**
 * One column of the matrix.
 *
 * @param name what the store has to do
 * @param work makes it, for one cell
 */
public record Operation(String name, Supplier<Work> work) {

    /** All that a store does. */
    public static List<Operation> all() {
        return List.of(
                new Operation("append", AppendWork::new),
                new Operation("read", ReadWork::new),
                new Operation("follow", FollowWork::new),
                new Operation("states", StateWork::new),
                new Operation("subscription", SubscriptionWork::new),
                new Operation("relay", RelayWork::new),
                new Operation("purge", PurgeWork::new),
                new Operation("initialize", InitializeWork::new));
    }
}
