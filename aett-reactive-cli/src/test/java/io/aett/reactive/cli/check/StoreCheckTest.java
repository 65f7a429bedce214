package io.aett.reactive.cli.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.aett.reactive.Commit;
import io.aett.reactive.EventStore;
import io.aett.reactive.StorageUnavailableException;
import io.aett.reactive.cli.check.StoreCheck.Result;
import io.aett.reactive.engine.StoredEvent;
import io.aett.reactive.engine.StoredEvents;
import io.aett.reactive.memory.MemoryEventStore;
import io.aett.reactive.memory.MemoryOptions;
import io.aett.reactive.test.FaultyEventStore;
import io.aett.reactive.test.ReadFault;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;

class StoreCheckTest {

    private final EventStore store = MemoryEventStore.create(
            MemoryOptions.builder().serializer(new StoredEvents()).build());
    private final List<String> faults = new ArrayList<>();

    private void store(String stream, long sequence) {
        store.commits()
                .commit(Commit.builder()
                        .tenantId("t")
                        .streamId(stream)
                        .commitSequence(sequence)
                        .streamRevision(sequence)
                        .event(StoredEvent.of("noted", 1, "{}"))
                        .build())
                .block();
    }

    private Result check(EventStore checked, long commitsPerPass) {
        return new StoreCheck(checked, commitsPerPass, body -> null)
                .run(faults::add, place -> {})
                .blockOptional()
                .orElseThrow();
    }

    @Test
    void checkpoints_that_do_not_increase_are_found() {
        for (String stream : List.of("a", "b", "c")) {
            store(stream, 1);
        }
        EventStore mixed = FaultyEventStore.over(store).onReads(new ReadFault() {
            @Override
            public <T> Flux<T> read(Flux<T> answer) {
                return answer.collectList().flatMapIterable(items -> {
                    List<T> swapped = new ArrayList<>(items);
                    if (swapped.size() == 3) {
                        Collections.swap(swapped, 1, 2);
                    }
                    return swapped;
                });
            }
        });

        assertThat(check(mixed, 100).faults()).isEqualTo(1);
        assertThat(faults)
                .singleElement()
                .asString()
                .isEqualTo(
                        "commit 1 of stream b (tenant t, revision 1, checkpoint 2): comes behind checkpoint 3 in the global order");
    }

    /** More streams and ids than the tables begin with. */
    @ParameterizedTest
    @ValueSource(longs = {70, 1000})
    void any_number_of_streams_and_commits(long commitsPerPass) {
        for (int i = 0; i < 500; i++) {
            store("s" + i % 250, 1 + i / 250);
        }

        assertThat(check(store, commitsPerPass)).isEqualTo(new Result(500, 500, 250, 0, 0));
        assertThat(faults).isEmpty();
    }

    @Test
    void a_store_that_does_not_answer_is_neither_sound_nor_faulty() {
        store("a", 1);
        EventStore gone = FaultyEventStore.over(store).onReads(new ReadFault() {
            @Override
            public <T> Flux<T> read(Flux<T> answer) {
                return Flux.error(new StorageUnavailableException("gone", null));
            }
        });

        assertThatExceptionOfType(StorageUnavailableException.class).isThrownBy(() -> check(gone, 100));
        assertThat(faults).isEmpty();
    }
}
