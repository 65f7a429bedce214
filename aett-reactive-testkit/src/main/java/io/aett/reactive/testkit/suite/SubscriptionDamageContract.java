package io.aett.reactive.testkit.suite;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.Commit;
import io.aett.reactive.EventStoreException;
import io.aett.reactive.StateEntry;
import io.aett.reactive.StateStore;
import io.aett.reactive.StorageException;
import io.aett.reactive.testkit.subscription.Running;
import io.aett.reactive.testkit.support.Await;
import io.aett.reactive.testkit.support.Damage;
import io.aett.reactive.testkit.support.Seeded;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

/** States of subscriptions that somebody has written by hand, or damaged: an error that says so, and nothing else goes wrong. */
public abstract class SubscriptionDamageContract extends SubscriptionSuite {

    private static final String SUBSCRIPTIONS = "aett.subscriptions";
    private static final String SPACE = "aett.subscription/" + NAME;

    /** A subscription that is stopped and has states of all kinds. */
    private List<StateEntry> stored() {
        List<Commit> stored = write(4, 1, 2);
        Running running = run(subscription()
                .slices(2)
                .onCommit(commit -> commit.commitSequence() == 2
                        ? Mono.error(new IllegalStateException("\u00e9 {\"poison\":1}"))
                        : Mono.empty()));
        awaitHandled(stored);
        status(status -> status.parked() == 4);
        running.stop();
        List<StateEntry> entries = new ArrayList<>();
        entries.add(Await.value(states().get(SUBSCRIPTIONS, NAME)));
        entries.addAll(Await.all(states().scan(SPACE, "")));
        assertThat(entries)
                .extracting(entry -> entry.key().split("/", 2)[0])
                .contains(NAME, "lease", "position", "parked");
        return entries;
    }

    private StateStore states() {
        return store().states();
    }

    private StateEntry replace(StateEntry entry, byte[] value) {
        return Await.value(states().replace(entry, value));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    /** Whoever looks: what cannot be read is an error of the store's, and of nothing else. */
    private List<Throwable> looks() {
        List<Mono<?>> all = List.of(
                subscriptions().status(NAME),
                subscriptions().parked(NAME).collectList(),
                subscriptions().list().collectList());
        List<Throwable> failures = new ArrayList<>();
        for (Mono<?> look : all) {
            Object end = Await.value(look.cast(Object.class).onErrorResume(Mono::just));
            if (end instanceof Throwable failure) {
                failures.add(failure);
            }
        }
        return failures;
    }

    @Test
    void damaged_states_are_read_or_an_error_that_says_so() {
        List<StateEntry> entries = stored();
        assertThat(looks()).isEmpty();
        Seeded.run(random -> {
            for (int i = 0; i < data().manyDamages() / 5; i++) {
                damage(entries, random);
            }
        });
        assertThat(looks()).isEmpty();
    }

    private void damage(List<StateEntry> entries, Random random) {
        int which = random.nextInt(entries.size());
        byte[] before = entries.get(which).value();
        byte[] damaged = Damage.of(before, random);
        if (damaged.length > StateStore.MAX_VALUE_BYTES) {
            return;
        }
        StateEntry wrong = replace(entries.get(which), damaged);
        assertThat(looks())
                .as(() -> wrong.key() + ": " + new String(damaged, UTF_8))
                .allSatisfy(failure -> assertThat(failure).isInstanceOf(EventStoreException.class));
        entries.set(which, replace(wrong, before));
    }

    /** Nobody makes a list of two billion slices, nor divides by none. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{}",
                "7",
                "{\"slices\":2000000000}",
                "{\"slices\":1025}",
                "{\"slices\":0}",
                "{\"slices\":-1}",
                "{\"slices\":1e9}",
                "{\"slices\":\"1\",\"generation\":true}",
                "{\"slices\":1,\"generation\":9223372036854775808}"
            })
    void a_subscription_that_cannot_be_read_is_an_error(String control) {
        List<StateEntry> entries = stored();
        byte[] before = entries.get(0).value();
        StateEntry wrong = replace(entries.get(0), bytes(control));

        assertThat(looks())
                .hasSize(3)
                .allSatisfy(failure -> assertThat(failure)
                        .isInstanceOf(StorageException.class)
                        .hasMessageContaining("the state " + NAME + " of a subscription cannot be read"));
        Await.error(StorageException.class, subscriptions().pause(NAME));
        assertThat(run(subscription().slices(2).onCommit(commit -> Mono.empty()))
                        .awaitError())
                .isInstanceOf(StorageException.class);

        replace(wrong, before);
        assertThat(looks()).isEmpty();
    }

    /** U7: a run ends in it, as in whatever does not pass by itself. Its lease runs out before the next one looks. */
    @ParameterizedTest
    @ValueSource(strings = {"lease", "position", "parked"})
    void a_run_that_meets_a_state_that_cannot_be_read_ends_in_that_error(String kind) {
        StateEntry entry = stored().stream()
                .filter(one -> one.key().startsWith(kind + "/"))
                .findFirst()
                .orElseThrow();
        for (String wrong : List.of("null", "{", "{\"epoch\":\"many\"}")) {
            byte[] before = entry.value();
            StateEntry damaged = replace(entry, bytes(wrong));

            assertThat(run(subscription()
                                    .leaseTime(data().leaseTime())
                                    .slices(2)
                                    .onCommit(commit -> Mono.empty()))
                            .awaitError())
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining(entry.key());

            entry = replace(damaged, before);
        }
    }

    /** Nor does a key that is none of theirs lead anywhere. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "lease/x",
                "lease/",
                "lease/99999",
                "lease/-0001",
                "position/00002",
                "position/000000",
                "position/０００００"
            })
    void a_state_of_no_slice_is_an_error(String key) {
        stored();
        byte[] value = bytes("{\"epoch\":1,\"changes\":1,\"parts\":[]}");
        Await.value(states().create(SPACE, key, value));

        Await.error(StorageException.class, subscriptions().status(NAME));
    }
}
