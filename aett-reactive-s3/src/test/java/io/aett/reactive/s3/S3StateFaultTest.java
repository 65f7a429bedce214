package io.aett.reactive.s3;

import static io.aett.reactive.s3.Wire.any;
import static io.aett.reactive.s3.Wire.gets;
import static io.aett.reactive.s3.Wire.puts;
import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.EventStore;
import io.aett.reactive.StateEntry;
import io.aett.reactive.StateOutcomeUnknownException;
import io.aett.reactive.StateStore;
import io.aett.reactive.StorageException;
import io.aett.reactive.StorageUnavailableException;
import io.aett.reactive.testkit.FixtureOptions;
import io.aett.reactive.testkit.always.AlwaysOn;
import io.aett.reactive.testkit.support.Await;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Mono;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.services.s3.model.S3Object;

/** T4: changes of states whose requests or answers get lost, are refused or come late. */
@ExtendWith(AlwaysOn.class)
class S3StateFaultTest {

    private static final Predicate<SdkHttpRequest> DELETES =
            request -> request.method().name().equals("DELETE");

    private final S3Fixture data = new S3Fixture();
    private final EventStore store = data.open(FixtureOptions.defaults());
    private final StateStore states = store.states();
    private final S3Fixture.Second undisturbed = data.second();
    private final EventStore other = undisturbed.open(FixtureOptions.defaults());

    @BeforeEach
    void begin() {
        Await.done(other.management().initialize());
    }

    @AfterEach
    void close() {
        data.wire.heal();
        Await.done(undisturbed.dispose().then(data.dispose()));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private StateEntry created() {
        return Await.value(states.create("s", "k", bytes("1")));
    }

    private StateEntry there() {
        return Await.valueOrNull(other.states().get("s", "k"));
    }

    @Test
    void a_create_whose_answer_was_lost_is_found_by_a_look() {
        data.wire.harm(1, puts("/e/"), Wire.answerLost());

        assertThat(created()).isEqualTo(there());
    }

    /** The second attempt could create again what somebody removed meanwhile, under the same version. */
    @Test
    void a_create_is_never_sent_a_second_time_when_the_first_may_have_taken_effect() {
        data.wire.harm(1, puts("/e/"), Wire.requestLost());
        data.requests.reset();

        Await.error(StateOutcomeUnknownException.class, states.create("s", "k", bytes("1")));

        assertThat(data.requests.of("PutObject")).isEqualTo(1);
        assertThat(there()).isNull();
    }

    @Test
    void a_replacement_whose_answer_was_lost_is_recognised_by_the_sdks_own_retry() {
        StateEntry first = created();
        data.wire.harm(1, puts("/e/"), Wire.answerLost());

        StateEntry second = Await.value(states.replace(first, bytes("2")));

        assertThat(second).isEqualTo(there());
        assertThat(second.value()).isEqualTo(bytes("2"));
        assertThat(data.wire.harmsLeft()).isZero();
    }

    /** The answer is lost, somebody replaces what was stored, and then the SDK's own retry meets another tag. */
    @Test
    void a_replacement_that_somebody_replaced_before_it_was_recognised_is_unknown() {
        StateEntry first = created();
        CompletableFuture<Void> retry = new CompletableFuture<>();
        data.wire.harm(1, puts("/e/"), Wire.answerLost());
        data.wire.harm(1, puts("/e/"), Wire.held(retry));
        CompletableFuture<StateEntry> replacing =
                states.replace(first, bytes("2")).toFuture();
        Await.until(() -> "stored", () -> !first.equals(there()));
        StateEntry third = Await.value(other.states().replace(there(), bytes("3")));
        retry.complete(null);

        Await.error(StateOutcomeUnknownException.class, Mono.fromFuture(replacing));
        assertThat(there()).isEqualTo(third);
    }

    @Test
    void a_removal_whose_answer_was_lost_is_unknown() {
        StateEntry first = created();
        data.wire.harm(1, DELETES, Wire.answerLost());

        Await.error(StateOutcomeUnknownException.class, states.remove(first));

        assertThat(there()).isNull();
        assertThat(data.wire.harmsLeft()).isZero();
    }

    @Test
    void a_removal_that_was_lost_is_sent_again() {
        StateEntry first = created();
        data.wire.harm(1, DELETES, Wire.requestLost());

        assertThat(Await.value(states.remove(first))).isTrue();
        assertThat(there()).isNull();
    }

    @ParameterizedTest
    @CsvSource({"503,SlowDown", "409,ConditionalRequestConflict", "400,RequestTimeout"})
    void a_refusal_that_passes_is_waited_out(int status, String code) {
        data.wire.harm(1, puts("/e/"), Wire.refused(status, code));
        StateEntry first = created();
        data.wire.harm(1, puts("/e/"), Wire.refused(status, code));
        StateEntry second = Await.value(states.replace(first, bytes("2")));
        data.wire.harm(1, DELETES, Wire.refused(status, code));

        assertThat(Await.value(states.remove(second))).isTrue();
        assertThat(data.wire.harmsLeft()).isZero();
    }

    /** What S3 says to who comes second in a race, and then to its repetition. */
    @Test
    void a_conflict_that_ends_in_a_refusal_is_a_plain_no() {
        StateEntry first = Await.value(other.states().create("s", "k", bytes("1")));
        data.wire.harm(1, puts("/e/"), Wire.refused(409, "ConditionalRequestConflict"));
        assertThat(Await.valueOrNull(states.create("s", "k", bytes("2")))).isNull();

        StateEntry second = Await.value(other.states().replace(first, bytes("2")));
        data.wire.harm(1, puts("/e/"), Wire.refused(409, "ConditionalRequestConflict"));
        assertThat(Await.valueOrNull(states.replace(first, bytes("3")))).isNull();
        data.wire.harm(1, DELETES, Wire.refused(409, "ConditionalRequestConflict"));
        assertThat(Await.value(states.remove(first))).isFalse();

        assertThat(there()).isEqualTo(second);
    }

    @Test
    void a_change_before_which_the_store_did_not_answer_changed_nothing() {
        data.wire.harm(1000, any("/state/"), Wire.requestLost());
        data.wire.harm(1000, gets("/store"), Wire.requestLost());

        Await.error(StorageUnavailableException.class, states.create("s", "k", bytes("1")));

        assertThat(there()).isNull();
    }

    @Test
    void what_is_removed_while_a_page_is_read_is_passed_over_and_the_scan_goes_on() {
        for (int i = 10; i < 40; i++) {
            Await.value(other.states().create("s", "k" + i, bytes("" + i)));
        }
        List<StateEntry> all = Await.all(other.states().scan("s", ""));
        CompletableFuture<Void> removed = new CompletableFuture<>();
        data.wire.harm(5, gets("/e/"), Wire.held(removed));
        CompletableFuture<List<StateEntry>> scanning =
                states.scan("s", "").collectList().toFuture();
        Await.until(() -> "left " + data.wire.harmsLeft(), () -> data.wire.harmsLeft() == 0);
        all.subList(0, 5).forEach(entry -> Await.value(other.states().remove(entry)));
        removed.complete(null);

        assertThat(Await.value(Mono.fromFuture(scanning))).containsExactlyElementsOf(all.subList(5, all.size()));
    }

    /** T5. */
    @Test
    void a_create_that_stalled_across_a_drop_brings_nothing_back() {
        CompletableFuture<Void> late = new CompletableFuture<>();
        data.wire.harm(1, puts("/e/"), Wire.held(late));
        CompletableFuture<StateEntry> creating =
                states.create("s", "k", bytes("1")).toFuture();
        Await.until(() -> "left " + data.wire.harmsLeft(), () -> data.wire.harmsLeft() == 0);
        Await.done(other.management().drop());
        late.complete(null);
        Await.value(Mono.fromFuture(creating));

        assertThat(Await.error(StorageException.class, states.get("s", "k"))).hasMessageContaining("initialize");
        assertThat(Await.error(StorageException.class, states.create("s", "k", bytes("1"))))
                .hasMessageContaining("initialize");
        Await.done(other.management().initialize());
        assertThat(there()).isNull();
        assertThat(Await.all(states.scan("s", ""))).isEmpty();
        created();

        Await.done(other.management().drop());
        assertThat(Await.all(data.objects().map(S3Object::key))).isEmpty();
    }
}
