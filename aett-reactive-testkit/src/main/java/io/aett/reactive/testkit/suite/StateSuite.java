package io.aett.reactive.testkit.suite;

import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.EventStore;
import io.aett.reactive.StateEntry;
import io.aett.reactive.testkit.RequestCounting;
import io.aett.reactive.testkit.support.Await;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/** What the suites of states share. */
abstract class StateSuite extends ContractSuite<RequestCounting> {

    /** The space of most tests. */
    protected static final String SPACE = "space";

    /** The key of most tests. */
    protected static final String KEY = "key";

    /** The order of a scan. */
    protected static final Comparator<String> BYTES = (one, other) ->
            Arrays.compareUnsigned(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));

    /** Creates and waits; there must have been none. */
    protected final StateEntry create(String key, String text) {
        return create(store(), SPACE, key, text);
    }

    /** As {@link #create(String, String)}, anywhere. */
    protected static StateEntry create(EventStore store, String space, String key, String text) {
        StateEntry created = Await.value(store.states().create(space, key, bytes(text)));
        assertThat(created.space()).isEqualTo(space);
        assertThat(created.key()).isEqualTo(key);
        assertThat(text(created)).isEqualTo(text);
        return created;
    }

    /** One entry each, many at a time, in the order of a scan. Waits for each thousand anew, since a store may be slow. */
    protected final List<StateEntry> createAll(int entries, IntFunction<String> key) {
        EventStore store = store();
        List<StateEntry> created = new ArrayList<>();
        for (int begin = 0; begin < entries; begin += 1000) {
            created.addAll(Await.all(Flux.range(begin, Math.min(1000, entries - begin))
                    .flatMap(i -> store.states().create(SPACE, key.apply(i), bytes("value " + i)), 64)));
        }
        assertThat(created).hasSize(entries);
        created.sort(Comparator.comparing(StateEntry::key, BYTES));
        return created;
    }

    /** What {@code expected} became; null when it was not what is stored. */
    protected final @Nullable StateEntry replace(StateEntry expected, String text) {
        return Await.valueOrNull(store().states().replace(expected, bytes(text)));
    }

    /** As {@link #replace}, where it must be what is stored. */
    protected final StateEntry replaced(StateEntry expected, String text) {
        return Await.value(store().states().replace(expected, bytes(text)));
    }

    protected final boolean remove(StateEntry expected) {
        return Await.value(store().states().remove(expected));
    }

    /** The entry under {@link #KEY}. */
    protected final @Nullable StateEntry get() {
        return get(store(), SPACE, KEY);
    }

    /** An entry, or null. */
    protected static @Nullable StateEntry get(EventStore store, String space, String key) {
        return Await.valueOrNull(store.states().get(space, key));
    }

    /** What there is in a space. */
    protected static List<StateEntry> scan(EventStore store, String space) {
        return Await.all(store.states().scan(space, ""));
    }

    protected static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    protected static String text(StateEntry entry) {
        return new String(entry.value(), StandardCharsets.UTF_8);
    }
}
