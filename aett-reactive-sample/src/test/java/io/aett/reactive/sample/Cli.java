package io.aett.reactive.sample;

import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.Commit;
import io.aett.reactive.EventStore;
import io.aett.reactive.TopicMap;
import io.aett.reactive.memory.MemoryEventStore;
import io.aett.reactive.memory.MemoryOptions;
import io.aett.reactive.sample.model.Streams;
import io.aett.reactive.sample.store.StoreKind;
import io.aett.reactive.sample.store.StoreKinds;
import io.aett.reactive.sample.store.StoreLocation;
import io.aett.reactive.test.FaultyEventStore;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import reactor.core.publisher.Mono;

/** Runs commands in this process, on a store that keeps its data from one to the next. */
final class Cli {

    final MemoryEventStore data = MemoryEventStore.create(
            MemoryOptions.builder().topicMap(Streams.topics()).build());

    /** What a command did. */
    record Outcome(int code, String out, String err) {

        Outcome succeeds() {
            assertThat(err).doesNotContain("sample:");
            assertThat(code).as(out + err).isZero();
            return this;
        }

        /** One line for the user, and nothing else. */
        void isRefused(String message) {
            assertThat(code).as(out + err).isEqualTo(2);
            assertThat(err.lines()).as(err).hasSize(1);
            assertThat(err).startsWith("sample: ").contains(message);
        }
    }

    /** A kind that keeps its data in the memory of the test, each command with a store of its own on it. */
    private record Kept(MemoryEventStore data, UnaryOperator<Commit> hook) implements StoreKind {

        @Override
        public String name() {
            return "kept";
        }

        @Override
        public boolean keepsData() {
            return true;
        }

        @Override
        public Mono<OpenStore> open(StoreLocation location, TopicMap topics) {
            return Mono.fromSupplier(() -> {
                EventStore store =
                        data.another(MemoryOptions.builder().topicMap(topics).build());
                FaultyEventStore<EventStore> hooked = FaultyEventStore.over(store)
                        .onCommits(commit -> true, (commit, below) -> below.commit(hook.apply(commit)));
                return new OpenStore(hooked, store.close());
            });
        }
    }

    Outcome run(String... args) {
        return run(UnaryOperator.identity(), args);
    }

    /** As {@link #run(String...)}, with every commit passing through this function. */
    Outcome run(UnaryOperator<Commit> hook, String... args) {
        List<StoreKind> kinds = new ArrayList<>(List.of(new Kept(data, hook)));
        kinds.addAll(StoreKinds.standard().all());
        return run(new StoreKinds(kinds), args);
    }

    static Outcome run(StoreKinds kinds, String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = Sample.run(kinds, new PrintWriter(out), new PrintWriter(err), false, args);
        return new Outcome(code, out.toString(), err.toString());
    }

    /** All commits, in their order. */
    List<Commit> commits() {
        return Objects.requireNonNull(data.management().getFrom(0).collectList().block());
    }

    /** What is stored, without what a store adds: stream, sequence, id, stamp and events. */
    List<String> facts() {
        return commits().stream()
                .map(commit -> String.join(
                        " ",
                        commit.streamId(),
                        Long.toString(commit.commitSequence()),
                        commit.streamId().startsWith("file:")
                                ? commit.commitId().toString()
                                : "",
                        commit.commitStamp().toString(),
                        commit.events().toString()))
                .sorted()
                .toList();
    }
}
