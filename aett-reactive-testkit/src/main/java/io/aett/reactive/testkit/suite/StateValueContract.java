package io.aett.reactive.testkit.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.aett.reactive.EventStore;
import io.aett.reactive.StateEntry;
import io.aett.reactive.StateStore;
import io.aett.reactive.testkit.support.Await;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What states are made of: values, and names of all kinds; T3. */
public abstract class StateValueContract extends StateSuite {

    /** T3. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 1000, StateStore.MAX_VALUE_BYTES - 1, StateStore.MAX_VALUE_BYTES})
    void values_up_to_the_limit_come_back(int size) {
        byte[] value = new byte[size];
        new Random(size).nextBytes(value);
        StateEntry created = Await.value(store().states().create(SPACE, KEY, value));
        assertThat(created.value()).isEqualTo(value);
        assertThat(get(second(), SPACE, KEY)).isEqualTo(created);

        byte[] other = value.clone();
        Arrays.fill(other, (byte) 0);
        StateEntry now = Await.value(store().states().replace(created, other));

        assertThat(scan(second(), SPACE)).containsExactly(now);
        assertThat(now.value()).isEqualTo(other);
    }

    /** T3: before anything is sent. */
    @Test
    void a_larger_value_is_an_illegal_argument() {
        StateEntry kept = create(KEY, "kept");
        data().resetRequests();

        for (int size : new int[] {StateStore.MAX_VALUE_BYTES + 1, 1 << 20}) {
            byte[] value = new byte[size];
            IllegalArgumentException error =
                    Await.error(IllegalArgumentException.class, store().states().create(SPACE, "large", value));
            assertThat(error.getMessage()).contains("" + size, "" + StateStore.MAX_VALUE_BYTES);
            Await.error(IllegalArgumentException.class, store().states().replace(kept, value));
        }

        assertThat(data().requests()).isZero();
        assertThat(scan(store(), SPACE)).containsExactly(kept);
    }

    /** A space and a key. */
    record Name(String space, String key) {}

    private static Set<Name> hostileNames() {
        Set<Name> names = new LinkedHashSet<>();
        for (List<String> pair : IdContract.hostilePairs()) {
            names.add(new Name(pair.get(0), pair.get(1)));
            names.add(new Name(pair.get(2), pair.get(3)));
        }
        for (String id : IdContract.hostileIds()) {
            names.add(new Name(id, id));
            names.add(new Name("s", id));
            names.add(new Name(id, "k"));
        }
        return names;
    }

    /** T3, N2: all of them in one store. */
    @Test
    void names_of_any_kind_work_and_stay_apart() {
        EventStore store = store();
        EventStore other = second();
        List<StateEntry> created = Await.all(Flux.fromIterable(hostileNames())
                .flatMapSequential(name -> store.states().create(name.space(), name.key(), bytes("" + name)), 16));
        assertThat(created).hasSameSizeAs(hostileNames());
        assertThat(Await.all(Flux.fromIterable(hostileNames())
                        .flatMapSequential(name -> other.states().get(name.space(), name.key()), 16)))
                .isEqualTo(created);

        for (String space : created.stream().map(StateEntry::space).distinct().toList()) {
            assertThat(scan(other, space))
                    .as(space)
                    .containsExactlyInAnyOrderElementsOf(created.stream()
                            .filter(entry -> entry.space().equals(space))
                            .toList());
        }
        List<StateEntry> removed = created.stream()
                .filter(entry -> created.indexOf(entry) % 2 == 0)
                .toList();
        assertThat(Await.all(Flux.fromIterable(removed).flatMap(store.states()::remove, 16)))
                .hasSameSizeAs(removed)
                .doesNotContain(false);
        assertThat(Await.all(Flux.fromIterable(created)
                        .flatMapSequential(entry -> other.states().get(entry.space(), entry.key()), 16)))
                .isEqualTo(created.stream()
                        .filter(entry -> !removed.contains(entry))
                        .toList());
    }

    /** T3: as a signal. */
    @Test
    void an_invalid_space_or_key_is_an_illegal_argument() {
        StateEntry kept = create(KEY, "kept");
        StateStore states = store().states();
        byte[] value = bytes("v");
        for (String id : IdContract.invalidIds()) {
            List<Flux<?>> uses = new ArrayList<>(List.of(
                    states.get(id, KEY).flux(),
                    states.get(SPACE, id).flux(),
                    states.scan(id, ""),
                    states.scan(id, KEY),
                    states.create(id, KEY, value).flux(),
                    states.create(SPACE, id, value).flux(),
                    states.replace(new StateEntry(id, KEY, value, kept.version()), value)
                            .flux(),
                    states.replace(new StateEntry(SPACE, id, value, kept.version()), value)
                            .flux(),
                    states.remove(new StateEntry(id, KEY, value, kept.version()))
                            .flux(),
                    states.remove(new StateEntry(SPACE, id, value, kept.version()))
                            .flux()));
            if (!id.isEmpty()) {
                uses.add(states.scan(SPACE, id));
            }
            uses.forEach(use -> Await.error(IllegalArgumentException.class, use));
        }
        assertThat(scan(store(), SPACE)).containsExactly(kept);
    }

    /** W8: at the call, before anything else. */
    @Test
    @SuppressWarnings("NullAway") // that is the point
    void null_arguments_throw_at_the_call() {
        StateEntry kept = create(KEY, "kept");
        StateStore states = store().states();
        byte[] value = bytes("v");
        List<ThrowingCallable> calls = List.of(
                () -> states.get(null, KEY),
                () -> states.get(SPACE, null),
                () -> states.scan(null, ""),
                () -> states.scan(SPACE, null),
                () -> states.create(null, KEY, value),
                () -> states.create(SPACE, null, value),
                () -> states.create(SPACE, KEY, null),
                () -> states.replace(null, value),
                () -> states.replace(kept, null),
                () -> states.remove(null));

        for (ThrowingCallable call : calls) {
            assertThatNullPointerException().isThrownBy(call);
        }
        assertThat(get()).isEqualTo(kept);
    }

    /** W8: what the caller does with its array, and with what it was given, changes nothing. */
    @Test
    void values_are_copied_on_the_way_in_and_out() {
        byte[] value = bytes("value");
        Mono<StateEntry> creating = store().states().create(SPACE, KEY, value);
        value[0] = 'X';
        StateEntry created = Await.value(creating);
        value[1] = 'X';
        assertThat(text(created)).isEqualTo("value");
        created.value()[0] = 'X';

        byte[] next = bytes("next");
        Mono<StateEntry> replacing = store().states().replace(created, next);
        next[0] = 'X';
        StateEntry replaced = Await.value(replacing);
        next[1] = 'X';
        replaced.value()[0] = 'X';
        Await.value(store().states().get(SPACE, KEY)).value()[0] = 'X';

        assertThat(text(created)).isEqualTo("value");
        assertThat(text(replaced)).isEqualTo("next");
        assertThat(get()).isEqualTo(replaced);
    }
}
