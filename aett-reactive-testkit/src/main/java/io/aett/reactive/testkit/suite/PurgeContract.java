package io.aett.reactive.testkit.suite;

import static io.aett.reactive.testkit.events.TestEvents.noted;
import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.Commit;
import io.aett.reactive.CommitOutcomeUnknownException;
import io.aett.reactive.EventStore;
import io.aett.reactive.InvalidCommitException;
import io.aett.reactive.NonConflictingCommitException;
import io.aett.reactive.StorageException;
import io.aett.reactive.StorageUnavailableException;
import io.aett.reactive.StreamHead;
import io.aett.reactive.testkit.EventStoreFixture;
import io.aett.reactive.testkit.FixtureOptions;
import io.aett.reactive.testkit.support.Await;
import io.aett.reactive.testkit.support.Outcome;
import io.aett.reactive.testkit.support.Race;
import io.aett.reactive.testkit.support.Recorder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;

/** Reads and writes beside a purge, and reads of a tenant beside its writers: M2, M6 and R2. */
public abstract class PurgeContract extends ContractSuite<EventStoreFixture> {

    private static final int STREAMS = 3;

    private void purge(EventStore store) {
        Await.done(store.management().purge(TENANT));
    }

    private static Flux<Commit> reading(EventStore store, String way) {
        return switch (way) {
            case "stream" -> store.commits().get(TENANT, STREAM);
            case "range" -> store.commits().get(TENANT, STREAM, 1, 1000);
            case "time" -> store.commits().getTo(TENANT, STREAM, Instant.MAX);
            case "tenant" -> store.commits().getAllTo(TENANT, Instant.MAX);
            default -> throw new IllegalArgumentException(way);
        };
    }

    /** M6: all of the life that the first page saw, or an error, whatever was written since at the same numbers. */
    @ParameterizedTest
    @CsvSource({"stream,0", "stream,3", "stream,9", "range,9", "time,0", "time,9", "tenant,0", "tenant,3", "tenant,9"})
    void a_purge_between_two_pages_is_never_taken_for_the_end(String way, int written) {
        List<Commit> life = fill(TENANT, STREAM, 7);
        for (EventStore purging : List.of(store(), second())) {
            Recorder<Commit> reader =
                    Recorder.of(reading(second(FixtureOptions.defaults().withPageSize(2)), way), 2);
            assertThat(reader.await(2)).isEqualTo(life.subList(0, 2));

            purge(purging);
            List<Commit> next = fill(TENANT, STREAM, written);
            reader.request(1000);
            Await.until(() -> "the end of " + reader, () -> reader.completed() || reader.failure() != null);

            if (reader.failure() == null) {
                assertThat(reader.values()).isEqualTo(life);
            } else {
                assertThat(reader.failure()).isInstanceOfAny(StorageUnavailableException.class, StorageException.class);
                assertThat(reader.values())
                        .isEqualTo(life.subList(0, reader.values().size()));
            }
            assertThat(read()).isEqualTo(next);
            purge(purging);
            life = fill(TENANT, STREAM, 7);
        }
    }

    /** M2, M6: a stream is whole or empty, during a purge and after it, whoever writes on. */
    @Test
    void streams_that_are_written_to_beside_purges_are_whole_or_empty() {
        EventStore one = store();
        EventStore two = second();
        fill(TENANT, "s0", 10);
        AtomicInteger purges = new AtomicInteger(6);
        List<Outcome<Boolean>> outcomes = Race.run(4, i -> () -> {
            if (i == 0) {
                try {
                    while (purges.getAndDecrement() > 0) {
                        purge(two);
                    }
                } finally {
                    purges.set(0);
                }
            } else if (i == 1) {
                while (purges.get() > 0) {
                    everyStreamIsWhole(one);
                }
            } else {
                while (purges.get() > 0) {
                    write(i == 2 ? one : two, "s" + (i - 2));
                    write(i == 2 ? one : two, "s" + STREAMS);
                }
            }
            return true;
        });

        assertThat(outcomes).allSatisfy(outcome -> assertThat(outcome.error()).isNull());
        everyStreamIsWhole(one);
        everyStreamIsWhole(second());
        purge(one);
        assertThat(Await.value(raw().commits(TENANT))).isZero();
        assertThat(commit(firstOf(TENANT, "s0", noted("again"))).commitSequence())
                .isEqualTo(1);
    }

    /** Writes where the stream ends now, as a caller does who has heard of a purge, or of another writer. */
    private static void write(EventStore store, String stream) {
        StreamHead head = Await.valueOrNull(store.commits().head(TENANT, stream));
        long sequence = head == null ? 0 : head.headSequence();
        for (int i = 0; i < 3; i++) {
            sequence++;
            try {
                commit(store, numbered(TENANT, stream, sequence, sequence, noted("n" + sequence)));
            } catch (InvalidCommitException
                    | NonConflictingCommitException
                    | CommitOutcomeUnknownException
                    | StorageUnavailableException e) {
                return;
            }
        }
    }

    private static void everyStreamIsWhole(EventStore store) {
        for (int s = 0; s <= STREAMS; s++) {
            List<Commit> stream = readOrNothing(store.commits().get(TENANT, "s" + s));
            for (int i = 0; i < stream.size(); i++) {
                assertThat(stream.get(i).commitSequence()).isEqualTo(i + 1);
            }
        }
    }

    /** That a read was disturbed it may say; that data is malformed it may not. */
    private static List<Commit> readOrNothing(Flux<Commit> reading) {
        try {
            return Await.all(reading);
        } catch (StorageUnavailableException e) {
            return List.of();
        }
    }

    /** R2: of a stream no commit comes without those before it, whoever writes while the pages are read. */
    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void a_tenant_read_beside_its_writers_shows_prefixes_of_its_streams(int pageSize) {
        EventStore one = store();
        EventStore two = second();
        EventStore reading = second(FixtureOptions.defaults().withPageSize(pageSize));
        AtomicInteger writing = new AtomicInteger(2);
        List<Outcome<Boolean>> outcomes = Race.run(3, i -> () -> {
            if (i == 2) {
                while (writing.get() > 0) {
                    prefixes(Await.all(reading.commits().getAllTo(TENANT, Instant.MAX)));
                }
                return true;
            }
            try {
                List<Commit> last = new ArrayList<>();
                for (int n = 0; n < 12 * STREAMS; n++) {
                    int s = n % STREAMS;
                    EventStore store = n % 2 == 0 ? one : two;
                    if (n < STREAMS) {
                        last.add(commit(store, firstOf(TENANT, "w" + i + "." + s, noted("0"))));
                    } else {
                        last.set(s, commit(store, after(last.get(s), noted("n" + n))));
                    }
                }
            } finally {
                writing.decrementAndGet();
            }
            return true;
        });

        assertThat(outcomes).allSatisfy(outcome -> assertThat(outcome.error()).isNull());
        List<Commit> all = Await.all(reading.commits().getAllTo(TENANT, Instant.MAX));
        assertThat(all).hasSize(2 * 12 * STREAMS);
        prefixes(all);
    }

    private static void prefixes(List<Commit> commits) {
        Map<String, Long> heads = new HashMap<>();
        for (Commit commit : commits) {
            assertThat(commit.commitSequence()).isEqualTo(heads.merge(commit.streamId(), 1L, Long::sum));
        }
    }
}
