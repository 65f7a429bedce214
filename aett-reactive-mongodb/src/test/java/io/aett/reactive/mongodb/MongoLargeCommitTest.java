package io.aett.reactive.mongodb;

import static io.aett.reactive.mongodb.Commits.PAGE;
import static io.aett.reactive.mongodb.Commits.commit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.client.model.Updates;
import io.aett.reactive.StorageException;
import io.aett.reactive.mongodb.MongoSealedStorage.Reservation;
import io.aett.reactive.spi.AppendResult;
import io.aett.reactive.spi.EncodedCommit;
import io.aett.reactive.spi.Page;
import io.aett.reactive.spi.PageRequest;
import io.aett.reactive.spi.StreamKey;
import io.aett.reactive.testkit.always.AlwaysOn;
import io.aett.reactive.testkit.support.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.bson.BsonDocument;
import org.bson.conversions.Bson;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

/** Payloads around and beyond what a document holds. */
@ExtendWith(AlwaysOn.class)
class MongoLargeCommitTest {

    private static final StreamKey S = new StreamKey("tenant", "s");

    private final MongoFixture fixture = MongoFixture.standalone();
    private final Backend backend = Backend.initialized(fixture);

    @AfterEach
    void giveBack() {
        Await.done(fixture.dispose());
    }

    private static EncodedCommit large(long sequence, int bytes) {
        byte[] payload = new byte[bytes];
        new Random(bytes).nextBytes(payload);
        return Commits.commit("tenant", "s", sequence, payload);
    }

    private AppendResult append(EncodedCommit commit) {
        return Await.value(backend.log.append(List.of(commit))).get(0);
    }

    private long parts() {
        return Await.value(Mono.from(backend.collections.parts().countDocuments()));
    }

    private void change(Bson change) {
        Await.value(Mono.from(backend.collections.commits().updateOne(new BsonDocument(), change)));
    }

    @ParameterizedTest
    @ValueSource(ints = {Parts.PART_BYTES - 1, Parts.PART_BYTES, Parts.PART_BYTES + 1, 17 << 20, 64 << 20})
    void what_is_written_is_read_in_every_way(int bytes) {
        EncodedCommit commit = large(1, bytes);

        assertThat(append(commit)).isInstanceOf(AppendResult.Appended.class);
        append(commit("s", 2));

        List<EncodedCommit> found = new ArrayList<>();
        found.add(Await.value(backend.log.find(S, commit.commitId())));
        found.add(Await.value(backend.log.readAll(PAGE)).commits().get(0));
        found.add(Await.value(backend.log.readTenant("tenant", Commits.STAMP, PAGE))
                .commits()
                .get(0));
        Page page = Await.value(backend.log.readStream(S, 1, Long.MAX_VALUE, PAGE));
        found.add(page.commits().get(0));
        assertThat(found).allSatisfy(read -> assertThat(read.payload()).isEqualTo(commit.payload()));
        assertThat(page.last()).isFalse();
        assertThat(parts()).isEqualTo(Parts.count(bytes));
    }

    @Test
    void nothing_is_seen_before_all_of_it_is_there_and_losers_leave_no_parts() {
        EncodedCommit slow = large(1, 17 << 20);
        Reservation reservation = Await.value(backend.sealed.reserve(List.of(slow), Duration.ZERO));
        assertThat(parts()).isEqualTo(3);
        assertThat(Await.value(backend.log.readStream(S, 1, Long.MAX_VALUE, PAGE))
                        .commits())
                .isEmpty();
        append(commit("s", 1));

        Await.value(backend.sealed.place(reservation, List.of(slow)));

        assertThat(parts()).isZero();
        assertThat(Await.value(backend.log.readAll(PAGE)).commits()).hasSize(1);
    }

    @Test
    void what_is_wrong_with_a_payload_in_parts_is_told() {
        EncodedCommit commit = large(1, 17 << 20);
        append(commit);
        Map<Bson, String> told = new LinkedHashMap<>();
        told.put(
                Updates.set(Documents.BYTES, (17L << 20) + 1), "bytes of payload in its parts, of " + ((17 << 20) + 1));
        told.put(Updates.set(Documents.PARTS, 2), "\"parts\"");
        told.put(Updates.set(Documents.PARTS, -1), "\"parts\"");
        told.put(Updates.set(Documents.BYTES, -1L), "\"bytes\"");
        told.put(Updates.unset(Documents.BYTES), "\"bytes\"");

        told.forEach((change, message) -> {
            change(change);
            assertThatThrownBy(() -> Await.value(backend.log.find(S, commit.commitId())))
                    .isExactlyInstanceOf(StorageException.class)
                    .hasMessageContaining(message);
        });
    }

    @Test
    void a_payload_that_was_put_into_its_document_counts() {
        EncodedCommit commit = large(1, 17 << 20);
        append(commit);
        byte[] repaired = {'{', '}'};
        change(Updates.set(Documents.PAYLOAD, repaired));

        assertThat(Await.value(backend.log.find(S, commit.commitId())).payload())
                .isEqualTo(repaired);
        assertThat(Await.value(backend.log.readAll(PAGE)).commits().get(0).payload())
                .isEqualTo(repaired);
    }

    @Test
    void purge_removes_the_parts_and_a_purge_on_the_way_makes_them_again() {
        append(large(1, 17 << 20));
        Backend other = Backend.of(fixture);
        Await.done(other.management.purge("tenant"));
        assertThat(parts()).isZero();

        EncodedCommit again = large(1, 17 << 20);
        assertThat(append(again)).isInstanceOf(AppendResult.Appended.class);

        assertThat(Await.value(other.log.find(S, again.commitId())).payload()).isEqualTo(again.payload());
    }

    @Test
    void pages_of_large_commits_end_where_the_answer_does() {
        for (int i = 1; i <= 9; i++) {
            append(large(i, 3 << 20));
        }
        long after = 0;
        List<Long> seen = new ArrayList<>();
        for (boolean last = false; !last; ) {
            Page page =
                    Await.value(backend.log.readStream(S, 1, Long.MAX_VALUE, new PageRequest(after, 1000, 64 << 20)));
            page.commits().forEach(commit -> seen.add(commit.sequence()));
            after = page.next();
            last = page.last();
        }
        assertThat(seen).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L);
    }
}
