package io.aett.reactive.engine;

import io.aett.reactive.Commit;
import io.aett.reactive.CommitIds;
import io.aett.reactive.ConflictDetector;
import io.aett.reactive.ConflictingCommitException;
import io.aett.reactive.DuplicateCommitException;
import io.aett.reactive.EventMessage;
import io.aett.reactive.InvalidCommitException;
import io.aett.reactive.MalformedDataException;
import io.aett.reactive.NonConflictingCommitException;
import io.aett.reactive.spi.AppendResult;
import io.aett.reactive.spi.EncodedCommit;
import io.aett.reactive.spi.Storage;
import io.aett.reactive.spi.StreamKey;
import java.time.Instant;
import java.util.Arrays;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * One attempt to commit: check, encode, append with others, and say what the answer means. The checks come in the order of
 * the contract: ids, empty list, stamp, encoding and size; commit id; numbers below 1; lost race; gap or overlap.
 */
final class CommitWriter {

    private final Storage storage;
    private final CommitCodec codec;
    private final ConflictDetector detector;
    private final boolean detects;
    private final GroupCommit group;
    private final CommitReader reader;
    private final CommitIds nonces = new CommitIds();

    CommitWriter(
            Storage storage, CommitCodec codec, ConflictDetector detector, GroupCommit group, CommitReader reader) {
        this.storage = storage;
        this.codec = codec;
        this.detector = detector;
        this.detects = detector != ConflictDetector.empty();
        this.group = group;
        this.reader = reader;
    }

    Mono<Commit> commit(Commit commit) {
        return Mono.defer(() -> {
            Attempt attempt = prepare(commit);
            EncodedCommit encoded = attempt.encoded;
            if (encoded.sequence() < 1 || encoded.firstRevision() < 1) {
                return refuseNumbers(encoded);
            }
            return group.append(encoded).flatMap(result -> decide(attempt, result));
        });
    }

    /** The commit as it will be stored, and as it will be read. */
    private record Attempt(EncodedCommit encoded, Commit readBack) {}

    private Attempt prepare(Commit commit) {
        try {
            StreamKey stream = new StreamKey(commit.tenantId(), commit.streamId());
            if (commit.events().isEmpty()) {
                throw new InvalidCommitException("a commit needs at least one event");
            }
            Instant stamp = Stamps.canonical(commit.commitStamp());
            EncodedCommit encoded = codec.encode(stream, commit, stamp, nonces.get());
            long limit = storage.limits().commitBytes();
            if (encoded.payload().length > limit) {
                throw new InvalidCommitException("the commit has " + encoded.payload().length + " bytes, more than "
                        + storage.name() + " stores in one commit (" + limit + " bytes); divide it");
            }
            return new Attempt(encoded, codec.decode(encoded));
        } catch (IllegalArgumentException e) {
            throw new InvalidCommitException("invalid commit: " + e.getMessage(), e);
        } catch (MalformedDataException e) {
            throw new InvalidCommitException(
                    "the commit could be written but not read again, so nothing was stored: " + e.getMessage(), e);
        }
    }

    private Mono<Commit> refuseNumbers(EncodedCommit commit) {
        return reader.find(commit.stream(), commit.commitId())
                .<Commit>flatMap(found -> Mono.error(() -> duplicate(commit, found)))
                .switchIfEmpty(Mono.error(() -> new InvalidCommitException(describe(commit)
                        + ": sequences and revisions count from 1 (the first revision is the stream revision less the number"
                        + " of events plus 1)")));
    }

    private Mono<Commit> decide(Attempt attempt, AppendResult result) {
        EncodedCommit sent = attempt.encoded;
        if (result instanceof AppendResult.Appended appended) {
            return Mono.just(succeed(attempt, appended.checkpoint(), appended.stamp()));
        }
        if (result instanceof AppendResult.AlreadyStored already) {
            EncodedCommit found = already.commit();
            return already.is(sent)
                    ? Mono.just(succeed(attempt, found.checkpoint(), found.stamp()))
                    : Mono.error(() -> duplicate(sent, found));
        }
        if (result instanceof AppendResult.SequenceTaken taken) {
            return lostRace(attempt, taken);
        }
        AppendResult.OutOfOrder order = (AppendResult.OutOfOrder) result;
        return Mono.error(() -> new InvalidCommitException(describe(sent) + ": the stream's next commit has sequence "
                + (order.headSequence() + 1) + " and first revision " + (order.headRevision() + 1)));
    }

    private DuplicateCommitException duplicate(EncodedCommit sent, EncodedCommit found) {
        return new DuplicateCommitException(codec.decode(found), Arrays.equals(sent.payload(), found.payload()));
    }

    private static Commit succeed(Attempt attempt, long checkpoint, Instant stamp) {
        return attempt.readBack.withStored(checkpoint, stamp);
    }

    private Mono<Commit> lostRace(Attempt attempt, AppendResult.SequenceTaken taken) {
        EncodedCommit sent = attempt.encoded;
        Mono<Boolean> conflict = detects ? conflicts(attempt) : Mono.just(false);
        return conflict.flatMap(yes -> Mono.error(() -> {
            StreamKey stream = sent.stream();
            long sequence = sent.sequence();
            return yes
                    ? new ConflictingCommitException(
                            stream.tenantId(), stream.streamId(), sequence, taken.headSequence(), taken.headRevision())
                    : new NonConflictingCommitException(
                            stream.tenantId(), stream.streamId(), sequence, taken.headSequence(), taken.headRevision());
        }));
    }

    /** The attempted events, as they would be read, against those of all commits that the writer had not seen. */
    private Mono<Boolean> conflicts(Attempt attempt) {
        EncodedCommit sent = attempt.encoded;
        Flux<EventMessage> unseen =
                reader.fromSequence(sent.stream(), sent.sequence()).concatMapIterable(commit -> commit.events());
        return unseen.any(event -> detector.conflictsWith(attempt.readBack.events(), java.util.List.of(event)));
    }

    private static String describe(EncodedCommit commit) {
        return "commit " + commit.commitId() + " of stream " + commit.stream().streamId() + " (tenant "
                + commit.stream().tenantId() + ") with sequence " + commit.sequence() + " and first revision "
                + commit.firstRevision();
    }
}
