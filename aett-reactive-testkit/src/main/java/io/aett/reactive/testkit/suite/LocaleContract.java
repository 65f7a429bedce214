package io.aett.reactive.testkit.suite;

import static io.aett.reactive.testkit.events.TestEvents.noted;
import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.Commit;
import io.aett.reactive.EventStore;
import io.aett.reactive.Snapshot;
import io.aett.reactive.StateEntry;
import io.aett.reactive.testkit.EventStoreFixture;
import io.aett.reactive.testkit.events.TestEvents.State;
import io.aett.reactive.testkit.support.Await;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** N4: the locale of a process, which has digits and letters of its own, is nowhere in what it asks for or stores. */
public abstract class LocaleContract extends ContractSuite<EventStoreFixture> {

    private static final String SPACE = "space";

    private final Locale before = Locale.getDefault();

    @AfterEach
    final void restoreTheLocale() {
        Locale.setDefault(before);
    }

    private static List<Commit> commits(EventStore store) {
        return Await.all(store.management().getFrom(0));
    }

    private static void addBeside(EventStore store, long number) {
        Await.done(store.snapshots()
                .add(new Snapshot(TENANT, STREAM, number, number, new State("text", number), Map.of())));
        Await.value(store.states().create(SPACE, "key-" + number, "value".getBytes(StandardCharsets.UTF_8)));
    }

    private static List<String> keys(EventStore store) {
        return Await.all(store.states().scan(SPACE, "").map(StateEntry::key));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ar-EG", "th-TH-u-nu-thai", "tr-TR"})
    void a_process_of_any_locale_goes_on_with_what_another_one_stored(String tag) {
        List<Commit> stored = new ArrayList<>(fill(TENANT, STREAM, 12));
        addBeside(store(), 7);

        Locale.setDefault(Locale.forLanguageTag(tag));
        EventStore other = second();
        stored.add(commit(other, after(stored.get(11), noted("behind"))));
        addBeside(other, 13);
        assertIsThere(other, stored);

        Locale.setDefault(before);
        assertIsThere(second(), stored);

        Locale.setDefault(Locale.forLanguageTag(tag));
        Await.done(other.management().purge(TENANT));
        assertThat(commits(other)).isEmpty();
    }

    private static void assertIsThere(EventStore store, List<Commit> stored) {
        Commit last = stored.get(12);
        assertThat(commits(store)).isEqualTo(stored);
        assertThat(Await.all(store.commits().get(TENANT, STREAM))).isEqualTo(stored);
        assertThat(Await.all(store.commits().get(TENANT, STREAM, 10, 11))).isEqualTo(stored.subList(9, 11));
        assertThat(Await.all(store.commits().getAllTo(TENANT, Instant.MAX))).isEqualTo(stored);
        assertThat(Await.value(store.commits().find(TENANT, STREAM, last.commitId())))
                .isEqualTo(last);
        assertThat(Await.value(store.commits().head(TENANT, STREAM)).headSequence())
                .isEqualTo(13);
        assertThat(Await.value(store.snapshots().get(TENANT, STREAM, 12)).streamRevision())
                .isEqualTo(7);
        assertThat(Await.value(store.snapshots().get(TENANT, STREAM)).streamRevision())
                .isEqualTo(13);
        assertThat(keys(store)).containsExactly("key-13", "key-7");
    }
}
