package io.aett.reactive.memory;

import io.aett.reactive.spi.AppendResult;
import io.aett.reactive.spi.AppendResult.AlreadyStored;
import io.aett.reactive.spi.AppendResult.Appended;
import io.aett.reactive.spi.AppendResult.OutOfOrder;
import io.aett.reactive.spi.AppendResult.SequenceTaken;
import io.aett.reactive.spi.EncodedCommit;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** What goes wrong when commits are stored. */
final class WritingMutants {

    private static final Duration A_MOMENT = Duration.ofMillis(2);

    private WritingMutants() {}

    static final Map<String, Supplier<MemoryCommitLog>> LOGS = Map.ofEntries(
            Map.entry("gaps-are-stored", GapsAreStored::new),
            Map.entry("revisions-are-not-checked", RevisionsAreNotChecked::new),
            Map.entry("streams-begin-anywhere", StreamsBeginAnywhere::new),
            Map.entry("check-then-put", CheckThenPut::new),
            Map.entry("losers-are-told-success", LosersAreToldSuccess::new),
            Map.entry("races-tell-the-attempt-for-the-head", RacesTellTheAttempt::new),
            Map.entry("duplicates-only-at-the-head", DuplicatesOnlyAtTheHead::new),
            Map.entry("races-before-duplicates", RacesBeforeDuplicates::new),
            Map.entry("duplicates-across-streams", DuplicatesAcrossStreams::new),
            Map.entry("duplicates-tell-the-attempt", DuplicatesTellTheAttempt::new),
            Map.entry("stamps-go-back", StampsGoBack::new),
            Map.entry("stamps-of-seconds", () -> new Stamped(stamp -> stamp.truncatedTo(ChronoUnit.SECONDS))),
            Map.entry("stamps-of-milliseconds", () -> new Stamped(stamp -> stamp.truncatedTo(ChronoUnit.MILLIS))),
            Map.entry("stamps-grow-across-streams", StampsGrowAcrossStreams::new),
            Map.entry("results-in-another-order", ResultsInAnotherOrder::new),
            Map.entry("one-checkpoint-per-batch", OneCheckpointPerBatch::new),
            Map.entry("a-refusal-ends-the-batch", RefusalEndsTheBatch::new),
            Map.entry("a-new-stream-wipes-the-others", NewStreamWipesTheOthers::new),
            Map.entry("text-as-ascii", TextAsAscii::new),
            Map.entry("payloads-end-at-64-kib", PayloadsEnd::new),
            Map.entry("versions-are-lost", VersionsAreLost::new));

    private abstract static class Judging extends MutantLog {
        final AppendResult truly(EncodedCommit commit, @Nullable MemoryStream stream, long checkpoint) {
            return super.judge(commit, stream, checkpoint);
        }
    }

    private static final class GapsAreStored extends Judging {
        @Override
        AppendResult judge(EncodedCommit commit, @Nullable MemoryStream stream, long checkpoint) {
            AppendResult result = truly(commit, stream, checkpoint);
            boolean gap = result instanceof OutOfOrder order && commit.sequence() > order.headSequence() + 1;
            return gap ? new Appended(checkpoint, commit.stamp()) : result;
        }
    }

    private static final class RevisionsAreNotChecked extends Judging {
        @Override
        AppendResult judge(EncodedCommit commit, @Nullable MemoryStream stream, long checkpoint) {
            AppendResult result = truly(commit, stream, checkpoint);
            boolean next = result instanceof OutOfOrder order && commit.sequence() == order.headSequence() + 1;
            return next ? new Appended(checkpoint, commit.stamp()) : result;
        }
    }

    private static final class StreamsBeginAnywhere extends Judging {
        @Override
        AppendResult judge(EncodedCommit commit, @Nullable MemoryStream stream, long checkpoint) {
            return stream == null ? new Appended(checkpoint, commit.stamp()) : truly(commit, stream, checkpoint);
        }
    }

    /** Looks first, waits a little as databases do, and then stores without looking again. */
    private static final class CheckThenPut extends MutantLog {
        @Override
        public Mono<List<AppendResult>> append(List<EncodedCommit> batch) {
            return Mono.fromSupplier(() -> batch.stream()
                            .map(commit -> judge(commit, root().stream(commit.stream()), root().head() + 1))
                            .toList())
                    .delayElement(A_MOMENT)
                    .flatMap(judged -> change(() -> {
                        List<AppendResult> results = new ArrayList<>();
                        for (int i = 0; i < batch.size(); i++) {
                            results.add(
                                    judged.get(i) instanceof Appended appended
                                            ? put(batch.get(i), appended)
                                            : judged.get(i));
                        }
                        hint();
                        return results;
                    }));
        }

        private AppendResult put(EncodedCommit commit, Appended appended) {
            long checkpoint = root().head() + 1;
            root().add(commit.storedAs(checkpoint, appended.stamp()), root().stream(commit.stream()));
            root().publish(checkpoint);
            return new Appended(checkpoint, appended.stamp());
        }
    }

    private static final class LosersAreToldSuccess extends MutantLog {
        @Override
        public Mono<List<AppendResult>> append(List<EncodedCommit> batch) {
            return super.append(batch).map(results -> {
                List<AppendResult> told = new ArrayList<>(results);
                told.replaceAll(result ->
                        result instanceof SequenceTaken ? new Appended(root().head(), Instant.EPOCH) : result);
                return told;
            });
        }
    }

    private static final class RacesTellTheAttempt extends Judging {
        @Override
        AppendResult judge(EncodedCommit commit, @Nullable MemoryStream stream, long checkpoint) {
            return truly(commit, stream, checkpoint) instanceof SequenceTaken
                    ? new SequenceTaken(commit.sequence(), commit.revision())
                    : truly(commit, stream, checkpoint);
        }
    }

    private static final class DuplicatesOnlyAtTheHead extends Judging {
        @Override
        AppendResult judge(EncodedCommit commit, @Nullable MemoryStream stream, long checkpoint) {
            AppendResult result = truly(commit, stream, checkpoint);
            EncodedCommit head = stream == null ? null : stream.last();
            if (!(result instanceof AlreadyStored)
                    || head == null
                    || head.commitId().equals(commit.commitId())) {
                return result;
            }
            if (commit.sequence() <= head.sequence()) {
                return new SequenceTaken(head.sequence(), head.revision());
            }
            return commit.sequence() == head.sequence() + 1
                    ? new Appended(checkpoint, head.stamp())
                    : new OutOfOrder(head.sequence(), head.revision());
        }
    }

    private static final class RacesBeforeDuplicates extends Judging {
        @Override
        AppendResult judge(EncodedCommit commit, @Nullable MemoryStream stream, long checkpoint) {
            EncodedCommit head = stream == null ? null : stream.last();
            return head != null && commit.sequence() <= head.sequence()
                    ? new SequenceTaken(head.sequence(), head.revision())
                    : truly(commit, stream, checkpoint);
        }
    }

    private static final class DuplicatesAcrossStreams extends Judging {
        @Override
        AppendResult judge(EncodedCommit commit, @Nullable MemoryStream stream, long checkpoint) {
            return everything().stream()
                    .filter(stored -> stored.commitId().equals(commit.commitId()))
                    .findFirst()
                    .<AppendResult>map(AlreadyStored::new)
                    .orElseGet(() -> truly(commit, stream, checkpoint));
        }
    }

    private static final class DuplicatesTellTheAttempt extends Judging {
        @Override
        AppendResult judge(EncodedCommit commit, @Nullable MemoryStream stream, long checkpoint) {
            return truly(commit, stream, checkpoint) instanceof AlreadyStored already
                    ? new AlreadyStored(new EncodedCommit(
                            commit.stream(),
                            commit.sequence(),
                            commit.revision(),
                            commit.eventCount(),
                            commit.commitId(),
                            already.commit().nonce(),
                            commit.stamp(),
                            commit.payload(),
                            already.commit().checkpoint()))
                    : truly(commit, stream, checkpoint);
        }
    }

    private static final class StampsGoBack extends Judging {
        @Override
        AppendResult judge(EncodedCommit commit, @Nullable MemoryStream stream, long checkpoint) {
            AppendResult result = truly(commit, stream, checkpoint);
            return result instanceof Appended ? new Appended(checkpoint, commit.stamp()) : result;
        }
    }

    private static final class Stamped extends Judging {
        private final UnaryOperator<Instant> precision;

        Stamped(UnaryOperator<Instant> precision) {
            this.precision = precision;
        }

        @Override
        AppendResult judge(EncodedCommit commit, @Nullable MemoryStream stream, long checkpoint) {
            AppendResult result = truly(commit, stream, checkpoint);
            return result instanceof Appended appended
                    ? new Appended(checkpoint, precision.apply(appended.stamp()))
                    : result;
        }
    }

    private static final class StampsGrowAcrossStreams extends Judging {
        @Override
        AppendResult judge(EncodedCommit commit, @Nullable MemoryStream stream, long checkpoint) {
            AppendResult result = truly(commit, stream, checkpoint);
            Instant latest = everything().stream()
                    .map(EncodedCommit::stamp)
                    .max(Instant::compareTo)
                    .orElse(Instant.MIN);
            return result instanceof Appended appended && appended.stamp().isBefore(latest)
                    ? new Appended(checkpoint, latest)
                    : result;
        }
    }

    /** So slow that commits meet in batches. */
    private abstract static class Batching extends MutantLog {
        @Override
        public Mono<List<AppendResult>> append(List<EncodedCommit> batch) {
            return Mono.delay(A_MOMENT).flatMap(now -> slowly(batch));
        }

        Mono<List<AppendResult>> slowly(List<EncodedCommit> batch) {
            return super.append(batch);
        }
    }

    private static final class ResultsInAnotherOrder extends Batching {
        @Override
        Mono<List<AppendResult>> slowly(List<EncodedCommit> batch) {
            return super.slowly(batch).map(results -> {
                List<AppendResult> reversed = new ArrayList<>(results);
                Collections.reverse(reversed);
                return reversed;
            });
        }
    }

    private static final class OneCheckpointPerBatch extends Batching {
        @Override
        Mono<List<AppendResult>> slowly(List<EncodedCommit> batch) {
            return super.slowly(batch).map(results -> {
                List<AppendResult> told = new ArrayList<>(results);
                told.replaceAll(result ->
                        result instanceof Appended appended ? new Appended(root().head(), appended.stamp()) : result);
                return told;
            });
        }
    }

    private static final class RefusalEndsTheBatch extends Batching {
        @Override
        Mono<List<AppendResult>> slowly(List<EncodedCommit> batch) {
            return super.slowly(batch).map(results -> {
                List<AppendResult> told = new ArrayList<>(results);
                boolean refused = false;
                for (int i = 0; i < told.size(); i++) {
                    if (refused) {
                        told.set(i, new OutOfOrder(0, 0));
                    }
                    refused |= !(told.get(i) instanceof Appended);
                }
                return told;
            });
        }
    }

    private static final class NewStreamWipesTheOthers extends MutantLog {
        @Override
        public Mono<List<AppendResult>> append(List<EncodedCommit> batch) {
            return change(() -> {
                        for (EncodedCommit commit : batch) {
                            MemoryTenant tenant = root().tenant(commit.stream().tenantId());
                            if (tenant != null && commit.sequence() == 1 && root().stream(commit.stream()) == null) {
                                tenant.streams.clear();
                            }
                        }
                        return batch;
                    })
                    .flatMap(super::append);
        }
    }

    /** Stores something else than it was given. */
    private abstract static class Rewriting extends MutantLog {
        @Override
        public Mono<List<AppendResult>> append(List<EncodedCommit> batch) {
            return super.append(batch.stream()
                    .map(commit -> new EncodedCommit(
                            commit.stream(),
                            commit.sequence(),
                            commit.revision(),
                            commit.eventCount(),
                            commit.commitId(),
                            commit.nonce(),
                            commit.stamp(),
                            rewritten(commit.payload()),
                            commit.checkpoint()))
                    .toList());
        }

        abstract byte[] rewritten(byte[] payload);
    }

    private static final class TextAsAscii extends Rewriting {
        @Override
        byte[] rewritten(byte[] payload) {
            return new String(payload, StandardCharsets.UTF_8).getBytes(StandardCharsets.US_ASCII);
        }
    }

    private static final class VersionsAreLost extends Rewriting {
        @Override
        byte[] rewritten(byte[] payload) {
            return new String(payload, StandardCharsets.ISO_8859_1)
                    .replaceAll(",\"version\":[0-9]+", "")
                    .getBytes(StandardCharsets.ISO_8859_1);
        }
    }

    private static final class PayloadsEnd extends Rewriting {
        @Override
        byte[] rewritten(byte[] payload) {
            return payload.length > 65536 ? Arrays.copyOf(payload, 65536) : payload;
        }
    }
}
