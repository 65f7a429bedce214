package io.aett.reactive.s3;

import static io.aett.reactive.s3.S3RequestsTest.commitOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.Commit;
import io.aett.reactive.EventStore;
import io.aett.reactive.MalformedDataException;
import io.aett.reactive.StorageException;
import io.aett.reactive.testkit.FixtureOptions;
import io.aett.reactive.testkit.always.AlwaysOn;
import io.aett.reactive.testkit.support.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import software.amazon.awssdk.services.s3.model.S3Object;

/** R6: objects that were removed by hand, expired, or were left out of a restore. */
@ExtendWith(AlwaysOn.class)
class S3LossTest {

    private static final int COMMITS = 20;

    private final S3Fixture data = new S3Fixture(settings -> settings.sealDelay(Duration.ZERO));
    private final EventStore store = data.open(FixtureOptions.defaults());

    @BeforeEach
    void begin() {
        Await.done(store.management().initialize());
        for (int n = 1; n <= COMMITS; n++) {
            Await.value(store.commits().commit(commitOf("s", n)));
        }
    }

    @AfterEach
    void close() {
        Await.done(data.dispose());
    }

    private EventStore started() {
        return data.open(FixtureOptions.defaults());
    }

    private void lose(String end) {
        List<String> keys = Await.all(data.objects().map(S3Object::key).filter(key -> key.endsWith(end)));
        assertThat(keys).hasSize(1);
        data.client()
                .deleteObject(delete -> delete.bucket(TestClients.BUCKET).key(keys.get(0)))
                .join();
    }

    private static MalformedDataException endsInLoss(Flux<Commit> read, int before) {
        return endsInLossOf(List.of(before + 1L), read);
    }

    /** Of commits that were lost one after the other. */
    private static MalformedDataException endsInLossOf(List<Long> sequences, Flux<Commit> read) {
        List<Commit> seen = new ArrayList<>();
        MalformedDataException lost = Await.error(MalformedDataException.class, read.doOnNext(seen::add));
        assertThat(seen).hasSizeLessThan(sequences.get(0).intValue());
        assertThat(lost.commitSequence()).isIn(sequences);
        assertThat(lost.streamId()).isEqualTo("s");
        return lost;
    }

    /** 8 is the last slot of the first look at a stream of which nothing is known. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 8, 9, 19})
    void a_slot_that_was_lost_ends_every_read_of_the_stream(int slot) {
        lose("/c/s/" + S3Keys.number(slot));

        endsInLoss(store.commits().get("t", "s"), slot - 1);
        endsInLoss(started().commits().get("t", "s"), slot - 1);
    }

    @Test
    void a_slot_that_was_lost_behind_what_a_process_knows_ends_its_reads() {
        EventStore other = started();
        assertThat(Await.all(other.commits().get("t", "s"))).hasSize(COMMITS);
        Await.value(store.commits().commit(commitOf("s", COMMITS + 1)));
        Await.value(store.commits().commit(commitOf("s", COMMITS + 2)));
        lose("/c/s/" + S3Keys.number(COMMITS + 1));

        endsInLoss(other.commits().get("t", "s"), COMMITS);
    }

    /** Which of the two is named: a writer that was slow asks for patience, so a later slot may be looked at first. */
    @Test
    void a_slot_that_was_lost_is_an_error_in_the_order_and_never_becomes_a_void() {
        lose("/c/s/" + S3Keys.number(7));
        lose("/c/s/" + S3Keys.number(8));

        for (EventStore reader : List.of(store, started())) {
            MalformedDataException lost =
                    endsInLossOf(List.of(7L, 8L), reader.management().getFrom(0));
            assertThat(lost.checkpoint()).isPositive();
            endsInLossOf(List.of(7L, 8L), reader.management().follow(0));
        }
        assertThat(Await.value(data.voids("t"))).isZero();
    }

    /** Whoever looks for the end of the log in ever larger steps may come by just there. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 6, 15})
    void a_log_object_that_was_lost_is_an_error_and_not_the_end_of_the_order(int position) {
        lose("/log/" + S3Keys.number(position));

        Await.error(StorageException.class, started().management().getFrom(0));
        assertThat(Await.all(started().commits().get("t", "s"))).hasSize(COMMITS);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 16})
    void a_writer_that_takes_a_lost_log_object_for_the_end_is_refused(int position) {
        lose("/log/" + S3Keys.number(position));

        Await.error(StorageException.class, started().commits().commit(commitOf("new", 1)));

        assertThat(Await.all(data.objects()))
                .noneMatch(object -> object.key().endsWith("/log/" + S3Keys.number(position)));
    }
}
