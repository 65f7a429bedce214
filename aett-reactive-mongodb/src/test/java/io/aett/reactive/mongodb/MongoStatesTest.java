package io.aett.reactive.mongodb;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.reactivestreams.client.MongoCollection;
import io.aett.reactive.StateEntry;
import io.aett.reactive.spi.StatePage;
import io.aett.reactive.spi.StateTable;
import io.aett.reactive.testkit.always.AlwaysOn;
import io.aett.reactive.testkit.support.Await;
import io.aett.reactive.testkit.support.Recorder;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.bson.BsonBinary;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What the states of this store have beside the contract: their documents, full answers, and the store's end. */
@ExtendWith(AlwaysOn.class)
class MongoStatesTest {

    private static final byte[] ONE = {1};
    private static final byte[] TWO = {2};

    private final MongoFixture fixture = MongoFixture.standalone();
    private final Backend backend = Backend.initialized(fixture);
    private final MongoFixture behind = MongoFixture.sameDatabaseAs(fixture);
    private final Backend other = Backend.of(behind);

    @AfterEach
    void giveBack() {
        fixture.whenSent = name -> {};
        Await.done(behind.dispose());
        Await.done(fixture.dispose());
    }

    private static String nonce() {
        return UUID.randomUUID().toString();
    }

    private static StateEntry create(Backend in, String space, String key) {
        return Await.value(in.states.create(space, key, ONE, nonce()));
    }

    private static List<String> keys(Backend in, String space, String from) {
        return Await.value(in.states.scan(space, from, true, 100)).entries().stream()
                .map(StateEntry::key)
                .toList();
    }

    private List<String> collections() {
        return Await.all(
                Flux.from(behind.collections().database().listCollectionNames()).sort());
    }

    @Test
    void a_document_is_the_store_the_space_and_the_key_with_a_version_and_a_value() {
        String nonce = nonce();
        Await.value(backend.states.create("späce", "a/b", ONE, nonce));

        UUID store = Await.value(backend.generations.state()).store();
        assertThat(Await.all(Flux.from(backend.collections.states().find())))
                .containsExactly(new BsonDocument("_id", new BsonString(store + ":6:späce/a/b"))
                        .append("version", new BsonString(nonce))
                        .append("value", new BsonBinary(ONE)));
    }

    @Test
    void spaces_do_not_mix_and_keys_are_in_the_order_of_their_bytes() {
        List<String> keys = List.of("/", "0", "Z", "a", "a/", "é", "\uFFFD", new String(Character.toChars(0x10FFFF)));
        List<String> spaces = List.of("a", "a/", "a0", "1:a", "aa", new String(Character.toChars(0x10FFFF)));
        for (String space : spaces) {
            keys.forEach(key -> create(backend, space, key));
        }
        for (String space : spaces) {
            assertThat(keys(backend, space, "")).isEqualTo(keys);
            assertThat(keys(backend, space, "a")).isEqualTo(keys.subList(3, 8));
        }
    }

    @Test
    void a_page_is_never_cut_by_a_full_answer() {
        List<String> keys =
                IntStream.range(100, 400).mapToObj(i -> "k".repeat(397) + i).toList();
        String space = "s".repeat(400);
        Await.done(Flux.fromIterable(keys)
                .concatMap(key -> backend.states.create(space, key, new byte[64 << 10], nonce()))
                .then());

        List<String> seen = new ArrayList<>();
        StatePage page = Await.value(backend.states.scan(space, "", true, 10_000));
        while (!page.last()) {
            page.entries().forEach(entry -> seen.add(entry.key()));
            page = Await.value(backend.states.scan(space, page.next(), false, 10_000));
        }
        page.entries().forEach(entry -> seen.add(entry.key()));
        assertThat(seen).isEqualTo(keys);
    }

    private static List<Function<StateTable, Mono<?>>> operations(StateEntry known) {
        return List.of(
                states -> states.get("s", "k"),
                states -> states.scan("s", "", true, 10),
                states -> states.create("s", "k", ONE, nonce()),
                states -> states.replace(known, TWO, nonce()),
                states -> states.remove(known));
    }

    @Test
    void nothing_works_before_initialize_and_after_drop_and_nothing_brings_a_collection_back() {
        StateEntry known = create(backend, "s", "k");
        create(other, "s", "other");
        Await.done(other.management.drop());

        for (Backend each : List.of(backend, other, Backend.of(fixture))) {
            operations(known)
                    .forEach(operation -> Await.error(NotInitializedException.class, operation.apply(each.states)));
        }
        assertThat(collections()).isEmpty();
    }

    @Test
    void a_store_that_is_made_again_has_nothing_of_the_former_one_for_whoever_knew_that() {
        StateEntry former = create(backend, "s", "k");
        Await.done(other.management.drop());
        Await.done(other.management.initialize());

        assertThat(Await.valueOrNull(backend.states.get("s", "k"))).isNull();
        assertThat(Await.valueOrNull(backend.states.replace(former, TWO, nonce())))
                .isNull();
        assertThat(Await.value(backend.states.remove(former))).isFalse();
        StateEntry later = create(backend, "s", "k");
        assertThat(Await.value(other.states.get("s", "k"))).isEqualTo(later);
    }

    private void meanwhile(String command, Runnable action) {
        AtomicBoolean done = new AtomicBoolean();
        Consumer<String> once = name -> {
            if (name.equals(command) && done.compareAndSet(false, true)) {
                action.run();
            }
        };
        fixture.whenSent = once;
    }

    @Test
    void a_create_that_stalled_across_drop_and_initialize_is_of_no_store() {
        meanwhile("update", () -> {
            Await.done(other.management.drop());
            Await.done(other.management.initialize());
        });

        Recorder<StateEntry> stalled = Recorder.of(backend.states.create("s", "k", ONE, nonce()));
        stalled.awaitCompletion();

        assertThat(Await.valueOrNull(other.states.get("s", "k"))).isNull();
        assertThat(keys(other, "s", "")).isEmpty();
        StateEntry created = create(other, "s", "k");
        stalled.values().forEach(gone -> {
            assertThat(Await.valueOrNull(backend.states.replace(gone, TWO, nonce())))
                    .isNull();
            assertThat(Await.value(backend.states.remove(gone))).isFalse();
        });
        assertThat(Await.value(backend.states.get("s", "k"))).isEqualTo(created);
    }

    @Test
    void a_create_that_stalled_across_a_drop_leaves_no_store() {
        meanwhile("update", () -> Await.done(other.management.drop()));

        Await.done(backend.states.create("s", "k", ONE, nonce()));

        Await.error(NotInitializedException.class, backend.states.get("s", "k"));
        Await.error(NotInitializedException.class, backend.states.create("s", "k", ONE, nonce()));
        Await.done(other.management.initialize());
        assertThat(keys(backend, "s", "")).isEmpty();
        Await.done(other.management.drop());
        assertThat(collections()).isEmpty();
    }

    @Test
    void initialize_gives_states_to_a_store_that_has_none_and_purge_leaves_them() {
        Await.done(Mono.from(backend.collections.states().drop()));
        Await.done(other.management.initialize());
        assertThat(collections())
                .contains(backend.collections.states().getNamespace().getCollectionName());

        StateEntry created = create(backend, "tenant", "tenant");
        Await.done(other.management.purge("tenant"));

        assertThat(Await.value(backend.states.get("tenant", "tenant"))).isEqualTo(created);
    }

    @Test
    void the_collection_compares_bytes() {
        MongoCollection<BsonDocument> states = backend.collections.states();
        assertThat(Await.all(Flux.from(backend.collections
                        .database()
                        .listCollections(BsonDocument.class)
                        .filter(new BsonDocument(
                                "name", new BsonString(states.getNamespace().getCollectionName()))))))
                .singleElement()
                .satisfies(info -> assertThat(info.getDocument("options")).doesNotContainKey("collation"));
    }
}
